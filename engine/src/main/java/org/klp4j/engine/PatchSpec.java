package org.klp4j.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A patch, as its module says it.
 *
 * @param module null is malformed and refused
 * @param objects null is malformed and refused
 * @param replace takes over from every patch on the list
 * @param immediate skips the consistency model for the whole patch
 */
public record PatchSpec(
        @Nullable ModuleRef module,
        @Nullable List<ObjectSpec> objects,
        List<StateSpec> states,
        boolean replace,
        boolean immediate) {}
