package org.klp4j.engine;

/**
 * An object's callbacks. They run under the core's lock, not in a stopped world; a callback that throws counts as
 * failed where it can fail and is logged where it cannot.
 */
public interface Callbacks {
    /** No callbacks. */
    Callbacks NONE = new Callbacks() {};

    /** Before the object's functions are redirected; 0, or a negative error number that refuses the patch. */
    default int prePatch(String object, ObjectPhase phase) throws Exception {
        return 0;
    }

    /** After every thread runs the replacements. */
    default void postPatch(String object, ObjectPhase phase) throws Exception {}

    /** Before the object's functions are restored. */
    default void preUnpatch(String object, ObjectPhase phase) throws Exception {}

    /** After every thread runs the originals. */
    default void postUnpatch(String object, ObjectPhase phase) throws Exception {}
}
