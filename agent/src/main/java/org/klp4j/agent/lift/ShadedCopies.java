package org.klp4j.agent.lift;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.klp4j.agent.module.Copies;
import org.klp4j.agent.module.Reach;
import org.klp4j.agent.weave.InstrumentedWeaver;
import org.klp4j.agent.weave.Likeness;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.PatchImage;
import org.klp4j.weave.Refusal;

/**
 * Copies of a module's classes that shading moved to other packages: a vulnerable library may run under two names. The
 * end of a name makes a class suspect; the hashes of its methods prove what it is. All of a copy that is loaded is
 * proved, in every loader, or none of it is patched.
 */
public final class ShadedCopies implements Copies {
    private final Instrumentation instrumentation;
    private final InstrumentedWeaver weaver;

    /** Looks at the classes of this JVM; the weaver tells what they are made of. */
    public ShadedCopies(Instrumentation instrumentation, InstrumentedWeaver weaver) {
        this.instrumentation = instrumentation;
        this.weaver = weaver;
    }

    @Override
    public Reach reach(PatchImage patch, boolean wanted) {
        List<Class<?>> loaded = List.of(instrumentation.getAllLoadedClasses());
        List<Reach.Part> parts = new ArrayList<>(List.of(new Reach.Part(patch, null)));
        Set<String> facts = new TreeSet<>();
        suspects(patch, loaded).forEach((relocation, suspects) -> {
            RelocatedCopy copy = new RelocatedCopy(patch, relocation, suspects, weaver);
            String obstacle = wanted ? add(copy, parts) : "copies are to be left alone";
            if (obstacle == null || !copy.faint()) {
                suspects.forEach(suspect -> facts.add(suspect.fact(obstacle)));
            }
        });
        return new Reach(parts, List.copyOf(facts), loaded);
    }

    /** Adds what patches this copy; returns what is in the way. */
    private static @Nullable String add(RelocatedCopy copy, List<Reach.Part> parts) {
        String obstacle = copy.obstacle();
        if (obstacle != null) {
            return obstacle;
        }
        try {
            parts.add(copy.part());
            return null;
        } catch (Refusal | RuntimeException | LinkageError failure) {
            return "the module cannot be carried over to it: " + failure.getMessage();
        }
    }

    static List<FunctionImage> functions(PatchImage patch) {
        return patch.objects().stream()
                .flatMap(object -> object.functions().stream())
                .toList();
    }

    private static Map<Relocation, List<Suspect>> suspects(PatchImage patch, List<Class<?>> loaded) {
        Map<String, Set<String>> bySimpleName = Likeness.bySimpleName(originals(patch));
        Map<Relocation, List<Suspect>> copies = new LinkedHashMap<>();
        for (Class<?> type : loaded) {
            Set<String> alike = bySimpleName.get(Likeness.simple(type.getName()));
            if (alike != null && !alike.contains(type.getName()) && !type.isHidden() && !ours(type)) {
                alike.forEach(original -> suspect(type, original, copies));
            }
        }
        return copies;
    }

    /** The patched classes that the module does not bring along itself. */
    private static Set<String> originals(PatchImage patch) {
        Set<String> names = new HashSet<>();
        functions(patch).forEach(function -> names.add(function.className()));
        patch.companions().forEach(companion -> names.remove(companion.name()));
        return names;
    }

    private static void suspect(Class<?> type, String original, Map<Relocation, List<Suspect>> copies) {
        Relocation relocation = Relocation.between(original, type.getName());
        if (relocation != null) {
            copies.computeIfAbsent(relocation, fresh -> new ArrayList<>()).add(new Suspect(type, original));
        }
    }

    /** What klp4j itself runs on is not patched, nor are arrays, whose names end otherwise. */
    private static boolean ours(Class<?> type) {
        return type.getClassLoader() == ShadedCopies.class.getClassLoader();
    }
}
