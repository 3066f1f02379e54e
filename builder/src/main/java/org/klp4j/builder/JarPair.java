package org.klp4j.builder;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One jar of the running program and its fix.
 *
 * @param oldJar the jar as it runs
 * @param newJar the fixed jar; null when the fix comes as source files
 */
public record JarPair(Path oldJar, @Nullable Path newJar) {}
