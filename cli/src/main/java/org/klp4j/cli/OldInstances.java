package org.klp4j.cli;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;

/** Objects that were made by a constructor a module replaces: they keep the state the old one gave them. */
final class OldInstances {
    private OldInstances() {}

    /** The number of objects of each class whose constructor the patch replaces, subclasses not counted. */
    static Map<String, Long> of(@Nullable PatchImage patch, Map<String, Long> histogram) {
        Map<String, Long> old = new TreeMap<>();
        if (patch != null) {
            for (ObjectImage object : patch.objects()) {
                object.functions().stream()
                        .filter(function -> function.method().equals("<init>"))
                        .forEach(function ->
                                old.put(function.className(), histogram.getOrDefault(function.className(), 0L)));
            }
        }
        return old;
    }

    static String line(String className, long count) {
        return "instances " + count + " of " + className + ", whose constructor changes"
                + (count == 0 ? "" : ": they keep the state the old one gave them");
    }
}
