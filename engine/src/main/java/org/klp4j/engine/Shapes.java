package org.klp4j.engine;

import java.util.List;
import java.util.Map;

/**
 * The wanted shape of every patched method of the JVM, by binary class name: the whole state of the weaver.
 * A class or method that is not listed runs the bytes handed in, untouched.
 */
public record Shapes(Map<String, List<MethodShape>> byClass) {
    /** Nothing is patched. */
    public static final Shapes NONE = new Shapes(Map.of());
}
