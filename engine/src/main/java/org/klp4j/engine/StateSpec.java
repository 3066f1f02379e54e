package org.klp4j.engine;

import org.jspecify.annotations.Nullable;

/**
 * A change of system state that a patch makes.
 *
 * @param id not 0
 * @param version a later patch with this id must not be lower
 * @param data whatever the patch keeps here; shared with {@code get} and {@code get_prev}
 */
public record StateSpec(long id, int version, @Nullable Object data) {}
