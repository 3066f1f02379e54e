package org.klp4j.weave;

/**
 * What tells the methods of one class apart.
 *
 * @param name simple name, {@code <init>} for constructors
 * @param descriptor JVM descriptor, e.g. {@code (ILjava/lang/String;)V}
 */
public record MethodKey(String name, String descriptor) {
    @Override
    public String toString() {
        return name + descriptor;
    }
}
