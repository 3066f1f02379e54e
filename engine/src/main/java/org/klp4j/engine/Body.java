package org.klp4j.engine;

/** A body that a patched method may run: {@link #ORIGINAL}, or a replacement only the {@link Weaver} can read. */
public interface Body {
    /** The body of the bytes the JVM hands to the weaver. */
    Body ORIGINAL = new Body() {
        @Override
        public String toString() {
            return "original";
        }
    };
}
