package org.klp4j.bench.call;

/** The state the patched method is in while it is measured. */
enum Situation {
    /** No agent, release 1. */
    PLAIN,
    /** No agent, the fixed release compiled: what a completed patch is held against. */
    FIXED,
    /** Agent attached, nothing loaded. */
    IDLE_AGENT,
    /** In transition, this thread switched. */
    SWITCHED,
    /** In transition, this thread inside an affected function. */
    PENDING,
    /** Transition complete. */
    COMPLETED,
    /** Three patches on the same function. */
    STACKED,
    /** Patched, then disabled. */
    DISABLED
}
