package org.klp4j.engine;

/**
 * The core's half of a function.
 *
 * <pre>
 *  enabling:  patched/transition  0/0 → 0/1 → 1/1 → 1/0
 *  disabling: patched/transition  1/0 → 1/1 → 0/1 → 0/0
 * </pre>
 */
final class Function {
    final FunctionName name;
    final Body body;
    final boolean immediate;
    /** Made by a replacing patch to undo what it does not patch itself. */
    final boolean nop;

    /** On its function stack. Written under the core's lock. */
    boolean patched;

    /** The transition in progress is about this function. Written under the core's lock. */
    boolean transition;

    private Function(FunctionName name, Body body, boolean immediate, boolean nop) {
        this.name = name;
        this.body = body;
        this.immediate = immediate;
        this.nop = nop;
    }

    static Function of(FunctionName name, Body body, boolean immediate) {
        return new Function(name, body, immediate, false);
    }

    static Function nop(FunctionName name) {
        return new Function(name, Body.ORIGINAL, false, true);
    }
}
