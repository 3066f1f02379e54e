package org.klp4j.agent.weave;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tells by its name alone whether a class may be a copy of a patched one that shading moved to another package. */
public final class Likeness {
    /** So much of a name's end must agree: the class and two packages, or the whole name. */
    private static final int TAIL = 3;

    private final Map<String, Set<String>> bySimpleName;

    private final Set<String> told = Collections.newSetFromMap(new ConcurrentHashMap<>());

    /** Knows these classes, by internal name. */
    Likeness(Set<String> patched) {
        bySimpleName = bySimpleName(patched);
    }

    /** Names of classes by what follows the package. */
    public static Map<String, Set<String>> bySimpleName(Set<String> names) {
        Map<String, Set<String>> index = new HashMap<>();
        names.forEach(name ->
                index.computeIfAbsent(simple(name), fresh -> new TreeSet<>()).add(name));
        return index;
    }

    /** The patched class that this one looks like a copy of; null when there is none, or it was told before. */
    @Nullable
    String news(String className) {
        Set<String> alike = bySimpleName.get(simple(className));
        if (alike == null || alike.contains(className)) {
            return null;
        }
        for (String patched : alike) {
            if (alike(patched, className) && told.add(className)) {
                return patched;
            }
        }
        return null;
    }

    /** What follows the package in a name with slashes or with dots. */
    public static String simple(String name) {
        return name.substring(start(name, name.length()));
    }

    /** Whether so much of two names agrees that it is hardly an accident; both with slashes, or both with dots. */
    public static boolean alike(String original, String copy) {
        int was = original.length();
        int is = copy.length();
        int same = 0;
        while (was > 0 && is > 0) {
            int wasStart = start(original, was);
            int isStart = start(copy, is);
            if (was - wasStart != is - isStart || !original.regionMatches(wasStart, copy, isStart, was - wasStart)) {
                return false;
            }
            was = wasStart - 1;
            is = isStart - 1;
            same++;
            if (same == TAIL || was < 0) {
                return true;
            }
        }
        return false;
    }

    /** Where the last part of a name up to there begins. */
    private static int start(String name, int end) {
        return Math.max(name.lastIndexOf('/', end - 1), name.lastIndexOf('.', end - 1)) + 1;
    }
}
