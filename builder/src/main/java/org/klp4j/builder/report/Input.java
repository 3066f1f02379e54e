package org.klp4j.builder.report;

/**
 * A file the build started from.
 *
 * @param role what it was given as, e.g. {@code --old}
 * @param file its name
 * @param sha256 hash of its content in hex; empty for a directory
 */
public record Input(String role, String file, String sha256) {}
