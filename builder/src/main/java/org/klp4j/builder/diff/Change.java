package org.klp4j.builder.diff;

/**
 * One difference.
 *
 * @param kind what differs
 * @param className internal name of the class
 * @param name simple name of the member, empty for the class itself
 * @param descriptor of the member, empty for the class itself
 * @param detail more about it, may be empty
 */
public record Change(ChangeKind kind, String className, String name, String descriptor, String detail) {
    /** Binary name of the class. */
    public String binaryName() {
        return className.replace('/', '.');
    }

    /** The member as a report names it. */
    public String member() {
        return name + (descriptor.startsWith("(") ? descriptor : "");
    }
}
