package org.klp4j.bench.lab;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A JDK to measure on.
 *
 * @param version maker and version, e.g. {@code Debian 17.0.15+6}
 */
public record Jdk(Path home, int feature, String version) {
    /** The JDK at this directory, by its {@code release} file. */
    public static Jdk at(Path home) throws IOException {
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
            release.load(reader);
        }
        String number = text(release, "JAVA_VERSION");
        String maker = text(release, "IMPLEMENTOR");
        String exact = text(release, "JAVA_RUNTIME_VERSION");
        int feature = Runtime.Version.parse(number).feature();
        return new Jdk(home, feature, (maker + " " + (exact.isEmpty() ? number : exact)).strip());
    }

    private static String text(Properties release, String key) {
        return release.getProperty(key, "").replace("\"", "");
    }

    /** The launcher. */
    public String java() {
        return home.resolve("bin/java").toString();
    }

    /** Another of its tools. */
    public String tool(String name) {
        return home.resolve("bin").resolve(name).toString();
    }
}
