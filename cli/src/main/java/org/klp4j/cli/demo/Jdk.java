package org.klp4j.cli.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A Java installation of this host.
 *
 * @param version e.g. {@code 17.0.15}
 */
public record Jdk(Path home, Runtime.Version version) {
    private static final int OLDEST = 17;
    private static final Path USUAL = Path.of("/usr/lib/jvm");

    /**
     * The newest one, or the newest of a feature release.
     *
     * @param wanted a feature release such as {@code 17}, a home directory, or empty for the newest
     */
    static Jdk choose(String wanted) throws Surprise {
        List<Jdk> all = all();
        if (wanted.contains("/")) {
            all.clear();
            add(all, Path.of(wanted));
        }
        return all.stream()
                .filter(jdk -> jdk.version.feature() >= OLDEST)
                .filter(jdk -> wanted.isEmpty()
                        || wanted.contains("/")
                        || wanted.equals(Integer.toString(jdk.version.feature())))
                .max(Comparator.comparing(Jdk::version))
                .orElseThrow(() -> new Surprise("no JDK " + wanted + " found; there is " + shown(all)));
    }

    private static String shown(List<Jdk> all) {
        return String.join(
                ", ",
                all.stream().map(jdk -> jdk.home + " (" + jdk.version + ")").toList());
    }

    private static List<Jdk> all() {
        List<Jdk> found = new ArrayList<>();
        add(found, Path.of(System.getProperty("java.home")));
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(USUAL)) {
            homes.forEach(home -> add(found, home));
        } catch (IOException e) {
            return found; // no such directory: there is still the one that runs us
        }
        return found;
    }

    private static void add(List<Jdk> found, Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return;
        }
        try {
            Path real = home.toRealPath();
            Runtime.Version version = version(Files.readAllLines(release));
            if (found.stream().noneMatch(jdk -> jdk.home.equals(real))) {
                found.add(new Jdk(real, version));
            }
        } catch (IOException | IllegalArgumentException e) {
            // no Java installation we could use
        }
    }

    private static Runtime.Version version(List<String> release) {
        String key = "JAVA_VERSION=";
        String line =
                release.stream().filter(l -> l.startsWith(key)).findFirst().orElse("");
        return Runtime.Version.parse(
                line.substring(Math.min(line.length(), key.length())).replace("\"", ""));
    }

    Path java() {
        return home.resolve("bin/java");
    }
}
