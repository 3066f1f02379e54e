package org.klp4j.it.differential;

/**
 * A piece of a class in two versions.
 *
 * @param before members of the old class
 * @param after members of the fixed one
 * @param asked an expression for the old class, with an object {@code self} at hand
 * @param answered the same for the fixed class
 * @param kind what changes
 */
record Change(String kind, String before, String after, String asked, String answered) {
    /** Both versions ask the same. */
    static Change of(String kind, String before, String after, String asked) {
        return new Change(kind, before, after, asked, asked);
    }
}
