package org.klp4j.builder;

import java.nio.file.Path;
import org.klp4j.format.ModuleInfo;

/** The name a module gets when the user gives none. */
final class ModuleName {
    private static final String SUFFIX = "\\.klp\\.jar$";
    private static final int MAX = 55;

    private ModuleName() {}

    static String of(BuildRequest request) {
        String text = request.name();
        Path output = request.output();
        if (text.isEmpty() && output != null) {
            text = String.valueOf(output.getFileName()).replaceFirst(SUFFIX, "").replaceFirst("\\.jar$", "");
        }
        if (text.isEmpty()) {
            Path jar = request.jars().get(0).oldJar();
            text = "fix_" + String.valueOf(jar.getFileName()).replaceFirst("\\.jar$", "");
        }
        String name = ModuleInfo.nameOf(text).replaceAll("[^A-Za-z0-9_.]", "_");
        return name.length() <= MAX ? name : name.substring(0, MAX);
    }
}
