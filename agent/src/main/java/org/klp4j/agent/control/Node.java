package org.klp4j.agent.control;

/** A file of the control tree. */
public sealed interface Node permits Directory, Attribute {
    /** Type and permissions as {@code ls -l} shows them, e.g. {@code -rw-r--r--}. */
    String mode();
}
