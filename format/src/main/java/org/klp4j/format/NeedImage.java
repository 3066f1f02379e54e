package org.klp4j.format;

/**
 * What new code refers to and the code it replaces does not: it must be there in the target, or the code would end in a
 * linkage error.
 *
 * @param host binary name of the class whose loader resolves it
 * @param owner binary name of the class referred to
 * @param name the member; empty when the class itself is all that is needed
 * @param descriptor the member's; empty with the name
 * @param isStatic whether the member must be static
 */
public record NeedImage(String host, String owner, String name, String descriptor, boolean isStatic) {}
