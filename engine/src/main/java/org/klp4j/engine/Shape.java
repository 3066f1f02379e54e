package org.klp4j.engine;

/** What the bytecode of one patched method looks like at one moment. */
public sealed interface Shape {
    /** Steady state: this body and nothing else. */
    record Single(Body body) implements Shape {}

    /** In transition: the gate chooses, per thread, between the body with the patch and the one without it. */
    record Gated(int transition, Body unpatched, Body patched) implements Shape {}
}
