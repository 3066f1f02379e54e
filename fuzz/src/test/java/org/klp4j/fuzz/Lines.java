package org.klp4j.fuzz;

import org.jspecify.annotations.Nullable;

/** What a refusal must look like. */
final class Lines {
    private Lines() {}

    static void one(@Nullable String line) {
        if (line == null || line.isBlank() || line.chars().anyMatch(Character::isISOControl)) {
            throw new AssertionError("not one line: '" + line + "'");
        }
    }
}
