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
    /** The same, the affected function a hundred frames below. */
    PENDING_DEEP,
    /** The same as PENDING, after many seconds of calls. */
    PENDING_LONG,
    /** Transition complete. */
    COMPLETED,
    /** Three patches on the same function. */
    STACKED,
    /** Patched, then disabled. */
    DISABLED;

    /** Whether the measured thread runs inside an affected function. */
    boolean pending() {
        return this == PENDING || this == PENDING_DEEP || this == PENDING_LONG;
    }
}
