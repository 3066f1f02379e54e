package org.klp4j.engine;

import org.jspecify.annotations.Nullable;

/**
 * A function of a patch, as the patch says it.
 *
 * @param name which method; null is malformed and refused
 * @param newBody the replacement; null is malformed and refused
 * @param immediate threads inside this function do not hold the transition up
 */
public record FunctionSpec(
        @Nullable FunctionName name, @Nullable Body newBody, boolean immediate) {}
