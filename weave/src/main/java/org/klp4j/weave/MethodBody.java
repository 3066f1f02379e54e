package org.klp4j.weave;

/** The code a woven method may run. */
public sealed interface MethodBody {
    /** The code of the bytes handed in. */
    MethodBody ORIGINAL = new Original();

    /** See {@link #ORIGINAL}. */
    record Original() implements MethodBody {}

    /**
     * The code of a method of a patch class.
     *
     * @param source the patch class, named like the class it patches
     * @param method which of its methods
     */
    record Replacement(PatchClass source, MethodKey method) implements MethodBody {}
}
