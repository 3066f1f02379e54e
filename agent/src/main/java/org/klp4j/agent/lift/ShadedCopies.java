package org.klp4j.agent.lift;

import java.lang.instrument.Instrumentation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.klp4j.format.PatchImage;

/**
 * Loaded classes that look like copies of those a patch is about, moved to other packages as shading does: a vulnerable
 * library may run under two names. Told by the end of the name, so a likeness and no proof; nothing is patched for it.
 */
final class ShadedCopies {
    /** So much of a name's end must agree: the class and two packages. */
    private static final int TAIL = 3;

    private final Instrumentation instrumentation;

    ShadedCopies(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /** A line for each, with the relocation a module for it is built with. */
    List<String> of(PatchImage patch) {
        Map<String, String> originals = new HashMap<>();
        patch.objects()
                .forEach(object -> object.functions()
                        .forEach(function -> originals.put(tail(function.className()), function.className())));
        TreeSet<String> lines = new TreeSet<>();
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            String name = loaded.getName();
            String original = loaded.isArray() || loaded.isHidden() ? null : originals.get(tail(name));
            if (original != null && !originals.containsValue(name)) {
                lines.add("class '" + name + "' looks like a copy of '" + original
                        + "' that this module does not reach; build one for it with --relocate "
                        + relocation(original, name));
            }
        }
        return List.copyOf(lines);
    }

    private static String tail(String name) {
        int at = name.length();
        for (int i = 0; i < TAIL && at >= 0; i++) {
            at = name.lastIndexOf('.', at - 1);
        }
        return name.substring(at + 1);
    }

    /** Whole packages as far as the two names differ, and two more where there are as many: a library's own prefix. */
    private static String relocation(String original, String copy) {
        List<String> from = packages(original);
        List<String> to = packages(copy);
        int same = 0;
        while (same < from.size()
                && same < to.size()
                && from.get(from.size() - 1 - same).equals(to.get(to.size() - 1 - same))) {
            same++;
        }
        int kept = Math.max(0, Math.min(same, TAIL - (from.size() - same)));
        return String.join(".", from.subList(0, from.size() - same + kept)) + "="
                + String.join(".", to.subList(0, to.size() - same + kept));
    }

    private static List<String> packages(String name) {
        List<String> parts = Arrays.asList(name.split("\\."));
        return parts.subList(0, parts.size() - 1);
    }
}
