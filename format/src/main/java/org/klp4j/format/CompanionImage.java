package org.klp4j.format;

/**
 * A class the module brings along: it is defined in every loader that holds a copy of its host, in the host's
 * package and protection domain, under a name no other module uses.
 *
 * @param name binary name
 * @param host binary name of the class whose loader it is defined in
 * @param serial whether its static methods stand for serialization methods the host does not have; each takes the
 *     object first
 * @param bytes the class file
 */
@SuppressWarnings("ArrayRecordComponent")
public record CompanionImage(String name, String host, boolean serial, byte[] bytes) {}
