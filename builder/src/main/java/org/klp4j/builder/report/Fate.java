package org.klp4j.builder.report;

/** What became of one difference between the jars. */
public enum Fate {
    /** The module carries it. */
    CARRIED,
    /** It cannot be carried: the build refuses. */
    REFUSED,
    /** {@code --only} or {@code --exclude} left it out. */
    EXCLUDED,
    /** It makes no difference to running code, or is outside what a module can hold; told for the record. */
    NOTED
}
