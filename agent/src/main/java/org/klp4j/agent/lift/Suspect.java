package org.klp4j.agent.lift;

import org.jspecify.annotations.Nullable;
import org.klp4j.agent.weave.Likeness;

/** A loaded class, and the class of a module it seems to be a copy of. */
record Suspect(Class<?> loaded, String original) {
    String name() {
        return loaded.getName();
    }

    /** Whether its name alone makes it likely. */
    boolean alike() {
        return Likeness.alike(original, name());
    }

    /** For the operator: what becomes of it. */
    String fact(@Nullable String obstacle) {
        return obstacle == null
                ? "class '" + name() + "' is a relocated copy of '" + original + "': patched too"
                : "class '" + name() + "' is likely a copy of '" + original + "', not patched: " + obstacle;
    }
}
