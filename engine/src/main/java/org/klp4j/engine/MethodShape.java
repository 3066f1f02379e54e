package org.klp4j.engine;

/**
 * The wanted shape of one function.
 *
 * @param object the JPMS-style module name the function's class belongs to, {@code vmlinux} for the JDK's image
 * @param function which method
 * @param shape what its bytecode must be
 */
public record MethodShape(String object, FunctionName function, Shape shape) {}
