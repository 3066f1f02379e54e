package org.klp4j.format;

import java.util.List;

/**
 * The functions a built module replaces in one object.
 *
 * @param name module name of the jar by the JPMS naming rule
 * @param functions in class-file order, classes in the order of their names
 * @param callbacks binary names of the companions that hold callbacks: static methods without parameters, named
 *     as in {@link #CALLBACKS}, which run for every loader that has the companion
 */
public record ObjectImage(String name, List<FunctionImage> functions, List<String> callbacks) {
    /** Names of callbacks in the order of their moments; the first may return a negative error number. */
    public static final List<String> CALLBACKS = List.of("prePatch", "postPatch", "preUnpatch", "postUnpatch");

    /** Copies the lists. */
    public ObjectImage {
        functions = List.copyOf(functions);
        callbacks = List.copyOf(callbacks);
    }
}
