package org.klp4j.format;

/**
 * One function a built module replaces.
 *
 * @param className binary name of the class with dots, e.g. {@code com.foo.Bar$Baz}
 * @param method simple name, {@code <init>} for constructors
 * @param descriptor JVM descriptor
 * @param sympos 1-based position among the methods of that name in the class file the module was built for
 * @param oldHash {@code BodyHash} of the body it replaces; the module is refused for any other code
 * @param newHash {@code BodyHash} the method has in the fixed code, so that a class already fixed is recognised;
 *     equal to the hash of the shipped body except where the builder had to rewrite it
 */
public record FunctionImage(
        String className, String method, String descriptor, int sympos, String oldHash, String newHash) {}
