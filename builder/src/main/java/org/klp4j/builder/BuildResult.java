package org.klp4j.builder;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.report.Report;

/**
 * What came of a build.
 *
 * @param report every difference, and what became of it
 * @param module the file written; null when the build refused ({@link Report#refused()}) or there was nothing to
 *     carry ({@link Report#empty()})
 */
public record BuildResult(Report report, @Nullable Path module) {}
