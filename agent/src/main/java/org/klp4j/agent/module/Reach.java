package org.klp4j.agent.module;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.KlpException;
import org.klp4j.format.PatchImage;

/**
 * What a built module is about in this JVM, as it was when it was looked at.
 *
 * @param parts what the module itself says, then the same for each relocated copy
 * @param facts a line for each class that is a copy, or looks like one: what becomes of it, and why
 * @param loaded the classes the JVM had loaded
 */
public record Reach(List<Part> parts, List<String> facts, List<Class<?>> loaded) {
    /** Copies what is small. */
    public Reach {
        parts = List.copyOf(parts);
        facts = List.copyOf(facts);
    }

    /**
     * One library, or one copy of it.
     *
     * @param image what changes, under the names that run
     * @param asBuilt for a copy: from those names to the ones the module was built with; null for the library itself
     */
    public record Part(PatchImage image, @Nullable UnaryOperator<String> asBuilt) {}

    /** What changes, part by part. */
    List<PatchImage> images() {
        return parts.stream().map(Part::image).toList();
    }

    /** A refusal; where it names a class of a relocated copy, with the way to load the module without the copies. */
    KlpException advised(KlpException refused) {
        String line = String.valueOf(refused.getMessage());
        boolean ofCopy = parts.stream()
                .filter(part -> part.asBuilt() != null)
                .flatMap(part -> part.image().objects().stream())
                .flatMap(object -> object.functions().stream())
                .anyMatch(function -> line.contains("'" + function.className() + ".")
                        || line.contains("'" + function.className() + "'"));
        if (!ofCopy) {
            return refused;
        }
        KlpException advised = new KlpException(
                refused.errno(), line + "; that is a relocated copy, load with --no-copies to leave copies alone");
        advised.initCause(refused);
        return advised;
    }
}
