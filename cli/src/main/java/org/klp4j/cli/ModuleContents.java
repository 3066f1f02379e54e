package org.klp4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.klp4j.format.CompanionImage;
import org.klp4j.format.NeedImage;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.Refusal;

/** What a built module brings along beside its functions, and what it needs; a line each. */
final class ModuleContents {
    private ModuleContents() {}

    /** Each callback in the order of its moments, with the object it belongs to. */
    static List<String> callbacks(PatchImage patch) {
        List<String> lines = new ArrayList<>();
        for (ObjectImage object : patch.objects()) {
            for (String holder : object.callbacks()) {
                for (String callback : callbacks(patch, holder)) {
                    lines.add(holder + "." + callback + " of object " + object.name());
                }
            }
        }
        return lines;
    }

    private static List<String> callbacks(PatchImage patch, String holder) {
        List<String> found = new ArrayList<>(ObjectImage.CALLBACKS);
        for (CompanionImage companion : patch.companions()) {
            if (companion.name().equals(holder)) {
                try {
                    ClassSymbols symbols = ClassSymbols.of(companion.bytes());
                    found.removeIf(callback -> symbols.count(callback) == 0);
                } catch (Refusal damaged) {
                    return List.of("(damaged class file)");
                }
            }
        }
        return found;
    }

    /** Each class, and the class whose loader and package it goes into. */
    static List<String> companions(PatchImage patch) {
        List<String> lines = new ArrayList<>();
        for (CompanionImage companion : patch.companions()) {
            lines.add(companion.name() + " beside " + companion.host() + (companion.serial() ? ", for streams" : ""));
        }
        return lines;
    }

    /** Each class or member, and the class whose loader must have it. */
    static List<String> needs(PatchImage patch) {
        return patch.needs().stream().map(ModuleContents::line).toList();
    }

    /** The same; those of the JDK are only counted. */
    static List<String> shownNeeds(PatchImage patch) {
        List<String> lines = new ArrayList<>();
        for (NeedImage need : patch.needs()) {
            if (!need.owner().startsWith("java.")) {
                lines.add(line(need));
            }
        }
        int jdk = patch.needs().size() - lines.size();
        if (jdk > 0) {
            lines.add(jdk + (jdk == 1 ? " class or member" : " classes and members") + " of the JDK");
        }
        return lines;
    }

    private static String line(NeedImage need) {
        String member = need.name().isEmpty() ? "" : "." + need.name();
        String type = need.descriptor().isEmpty() || need.descriptor().startsWith("(")
                ? need.descriptor()
                : " " + need.descriptor();
        return (need.isStatic() ? "static " : "") + need.owner() + member + type + " for " + need.host();
    }
}
