package org.klp4j.agent.lift;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.klp4j.weave.Refusal;
import org.klp4j.weave.Renaming;

/**
 * Which names of a module were moved with a copy of its library, and which, like those of the JDK, were not. What the
 * code of the copy mentions tells it; for what is new to that code, whether the copy's loader has it under the moved
 * name; else what became of its package.
 */
final class RelocatedNames implements UnaryOperator<String> {
    private final Relocation relocation;
    private final List<ClassLoader> loaders;

    /** Names of the library, with slashes: whether they were moved. */
    private final Map<String, Boolean> known = new HashMap<>();

    /** Packages, and classes for what is in them, with slashes. */
    private final Set<String> movedPlaces = new HashSet<>();

    /**
     * Learns from a copy.
     *
     * @param copy class files of it
     * @param loaders that hold it
     */
    RelocatedNames(Relocation relocation, Collection<byte[]> copy, Collection<ClassLoader> loaders) throws Refusal {
        this.relocation = relocation;
        this.loaders = List.copyOf(loaders);
        for (byte[] classFile : copy) {
            for (String name : Renaming.names(classFile)) {
                if (name.indexOf('/') > 0) {
                    learn(name);
                }
            }
        }
    }

    private void learn(String name) {
        String original = relocation.original(name);
        boolean moved = !original.equals(name);
        known.merge(original, moved, Boolean::logicalOr);
        if (moved && original.indexOf('/') > 0) {
            movedPlaces.add(original.substring(0, original.lastIndexOf('/')));
        }
    }

    /** A class the module brings along goes where its host goes. Binary names. */
    void with(String companion, String host) {
        known.put(companion.replace('.', '/'), moved(host));
    }

    /** Whether this class was moved; binary name. */
    boolean moved(String className) {
        return !apply(className).equals(className);
    }

    @Override
    public String apply(String name) {
        String moved = relocation.moved(name);
        if (moved.equals(name)) {
            return name;
        }
        String path = name.indexOf('/') < 0 ? name.replace('.', '/') : name;
        return known.computeIfAbsent(path, this::decide) ? moved : name;
    }

    private boolean decide(String path) {
        if (path.startsWith("java/")) {
            return false;
        }
        String file = relocation.moved(path) + ".class";
        for (ClassLoader loader : loaders) {
            if (loader.getResource(file) != null) {
                return true;
            }
        }
        for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (movedPlaces.contains(path.substring(0, end))) {
                return true;
            }
        }
        return false;
    }
}
