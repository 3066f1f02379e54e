package org.klp4j.agent.lift;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.klp4j.agent.module.Reach;
import org.klp4j.agent.weave.InstrumentedWeaver;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.Refusal;
import org.klp4j.weave.Renaming;

/** One copy of what a module is about: the classes that seem to be it, all moved in the same way. */
final class RelocatedCopy {
    /** So much equal code, by {@link BodyHash#weights}, is no accident whatever the names are: some ten calls. */
    private static final int ENOUGH = 1_000;

    /** The class-file version from which the JVM verifies by stack maps alone; files of the one before have them too. */
    private static final int STACK_MAPS = 51;

    private final PatchImage patch;
    private final Relocation relocation;
    private final List<Suspect> suspects;
    private final InstrumentedWeaver weaver;
    private final Map<String, List<FunctionImage>> functions;
    private Map<Class<?>, byte[]> running = Map.of();

    RelocatedCopy(PatchImage patch, Relocation relocation, List<Suspect> suspects, InstrumentedWeaver weaver) {
        this.patch = patch;
        this.relocation = relocation;
        this.suspects = suspects;
        this.weaver = weaver;
        this.functions =
                ShadedCopies.functions(patch).stream().collect(Collectors.groupingBy(FunctionImage::className));
    }

    /** Why it is not to be patched; null when it is proved to be a copy. */
    @Nullable
    String obstacle() {
        if (relocation.to().isEmpty()) {
            return "the module was itself built for a relocated copy; build one for the library";
        }
        if (suspects.stream().anyMatch(suspect -> weaver.code().inImage(suspect.loaded()))) {
            return "it belongs to the JDK";
        }
        running = weaver.handedIn(suspects.stream().map(Suspect::loaded).toList());
        for (Suspect suspect : suspects) {
            byte[] bytes = running.get(suspect.loaded());
            if (bytes == null) {
                return "the JVM does not show the code of class '" + suspect.name() + "'";
            }
            if (!proved(suspect, bytes) && !proved(suspect, weaver.code().classFile(suspect.loaded()))) {
                return "the methods of class '" + suspect.name()
                        + "' differ, as in another release; if that is vulnerable,"
                        + " build a module from it with "
                        + Relocation.option(suspect.original(), suspect.name());
            }
            if (version(bytes) >= STACK_MAPS && bodyVersion(suspect) < STACK_MAPS - 1) {
                return "class '" + suspect.name()
                        + "' needs stack maps, which the module does not have; build it from a"
                        + " jar made for Java 6 or newer";
            }
        }
        return faint() && weight() < ENOUGH ? "too little of it is changed to tell" : null;
    }

    /** Whether names alone do not make it likely, so that it is not worth a word unless it is proved. */
    boolean faint() {
        return suspects.stream().noneMatch(Suspect::alike);
    }

    private int bodyVersion(Suspect suspect) {
        byte[] body = patch.bodies().get(suspect.original());
        return body == null ? STACK_MAPS : version(body);
    }

    /** The major version, which stands behind 4 bytes of magic and 2 of minor version; below 256 in all releases. */
    private static int version(byte[] classFile) {
        return classFile[7];
    }

    /** How much proved code there is. */
    private int weight() {
        return suspects.stream().mapToInt(this::weight).sum();
    }

    private int weight(Suspect suspect) {
        try {
            byte[] classFile = Objects.requireNonNull(running.get(suspect.loaded()));
            Map<MethodKey, Integer> weights = BodyHash.weights(Renaming.of(classFile, relocation::original));
            return functions(suspect)
                    .mapToInt(function ->
                            weights.getOrDefault(new MethodKey(function.method(), function.descriptor()), 0))
                    .sum();
        } catch (Refusal damaged) {
            return 0;
        }
    }

    private Stream<FunctionImage> functions(Suspect suspect) {
        return functions.getOrDefault(suspect.original(), List.of()).stream();
    }

    /** Whether each function has the code the module replaces, or the code it brings. */
    private boolean proved(Suspect suspect, byte @Nullable [] classFile) {
        if (classFile == null) {
            return false;
        }
        try {
            Map<MethodKey, String> hashes = BodyHash.all(Renaming.of(classFile, relocation::original));
            return functions(suspect).allMatch(function -> proved(function, hashes));
        } catch (Refusal damaged) {
            return false;
        }
    }

    private static boolean proved(FunctionImage function, Map<MethodKey, String> hashes) {
        String hash = hashes.get(new MethodKey(function.method(), function.descriptor()));
        return hash == null
                ? function.newHash().equals(BodyHash.NONE)
                : hash.equals(function.oldHash()) || hash.equals(function.newHash());
    }

    /** What patches it; after {@link #obstacle} has found none. */
    Reach.Part part() throws Refusal {
        return new Reach.Part(new RelocatedPatch(patch, names(), object()).image(), relocation::original);
    }

    private RelocatedNames names() throws Refusal {
        Set<ClassLoader> loaders = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Suspect suspect : suspects) {
            ClassLoader loader = suspect.loaded().getClassLoader();
            if (loader != null) {
                loaders.add(loader);
            }
        }
        return new RelocatedNames(relocation, running.values(), loaders);
    }

    /** The object it belongs to; that of the original when it came from no jar. */
    private String object() {
        Suspect first = suspects.get(0);
        String own = weaver.code().object(first.loaded());
        return own.isEmpty()
                ? patch.objects().stream()
                        .filter(object -> object.functions().stream()
                                .anyMatch(function -> function.className().equals(first.original())))
                        .map(ObjectImage::name)
                        .findFirst()
                        .orElseThrow()
                : own;
    }
}
