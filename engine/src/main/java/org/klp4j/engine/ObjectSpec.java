package org.klp4j.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object of a patch, as the patch says it.
 *
 * @param name module name by the JPMS rule; null is the JDK's own image, {@code vmlinux}
 * @param functions may be empty (callbacks only); null is malformed and refused
 */
public record ObjectSpec(@Nullable String name, @Nullable List<FunctionSpec> functions, Callbacks callbacks) {}
