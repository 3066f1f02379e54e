package org.klp4j.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The {@code release} file of the Java installation a process runs, found from its {@code libjvm.so}. */
final class Release {
    private static final String VERSION = "JAVA_VERSION=\"";

    private Release() {}

    /** E.g. {@code 17.0.15}; empty when it cannot be told. */
    static String javaVersion(Process process) {
        String library = process.mapped("libjvm.so");
        Path home = library == null ? null : home(Path.of(library));
        if (home == null) {
            return "";
        }
        Path file = process.root().resolve(home.resolve("release").toString().substring(1));
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(VERSION)) {
                    return line.substring(VERSION.length(), line.length() - 1);
                }
            }
        } catch (IOException | RuntimeException e) {
            return "";
        }
        return "";
    }

    /** {@code HOME/lib/server/libjvm.so}. */
    private static @Nullable Path home(Path library) {
        Path server = library.getParent();
        Path lib = server == null ? null : server.getParent();
        return lib == null ? null : lib.getParent();
    }
}
