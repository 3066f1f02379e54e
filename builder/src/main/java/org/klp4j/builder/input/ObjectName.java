package org.klp4j.builder.input;

import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;

/** The name of an object: the name of a jar's module, explicit or automatic, by the JDK's own rule. */
public final class ObjectName {
    private ObjectName() {}

    /** The module name of a jar; its file name without {@code .jar} where the JDK finds none. */
    public static String of(Path jar) {
        try {
            return ModuleFinder.of(jar).findAll().stream()
                    .map(module -> module.descriptor().name())
                    .findFirst()
                    .orElseGet(() -> plain(jar));
        } catch (FindException e) {
            return plain(jar);
        }
    }

    private static String plain(Path jar) {
        return String.valueOf(jar.getFileName()).replaceFirst("\\.jar$", "");
    }
}
