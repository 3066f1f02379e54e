package org.klp4j.it.jvm;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JDKs a target can run on: every HotSpot of feature release 17 or later found in the usual places, the newest
 * update of each release. The system property {@code klp.jdk} (e.g. {@code 17} or {@code 17,25}) narrows the choice.
 */
public final class Jdks {
    private static final int OLDEST = 17;

    private Jdks() {}

    /** All of them, oldest first; never empty, since the running JVM is one. */
    public static List<Jdk> found() {
        TreeMap<Integer, Jdk> byFeature = new TreeMap<>();
        candidates()
                .flatMap(home -> read(home).stream())
                .forEach(jdk -> byFeature.merge(jdk.feature(), jdk, Jdks::newer));
        String wanted = System.getProperty("klp.jdk", "");
        if (!wanted.isBlank()) {
            byFeature
                    .keySet()
                    .retainAll(Stream.of(wanted.split(","))
                            .map(String::strip)
                            .map(Integer::valueOf)
                            .toList());
        }
        if (byFeature.isEmpty()) {
            throw new IllegalStateException("no JDK found with -Dklp.jdk=" + wanted);
        }
        return List.copyOf(byFeature.values());
    }

    /** The newest one found. */
    public static Jdk newest() {
        return found().get(found().size() - 1);
    }

    private static Jdk newer(Jdk one, Jdk other) {
        return Runtime.Version.parse(one.version()).compareTo(Runtime.Version.parse(other.version())) >= 0
                ? one
                : other;
    }

    private static Stream<Path> candidates() {
        List<Path> homes = new ArrayList<>();
        homes.add(Path.of(System.getProperty("java.home")));
        String javaHome = System.getenv("JAVA_HOME");
        if (javaHome != null) {
            homes.add(Path.of(javaHome));
        }
        String user = System.getProperty("user.home");
        for (String parent : List.of(
                "/usr/lib/jvm",
                "/usr/java",
                "/usr/local/java",
                "/opt",
                "/opt/java",
                user + "/.jdks",
                user + "/.sdkman/candidates/java",
                user + "/.m2/jdks",
                "/Library/Java/JavaVirtualMachines")) {
            homes.addAll(children(Path.of(parent)));
        }
        return homes.stream().flatMap(home -> Stream.of(home, home.resolve("Contents/Home")));
    }

    private static List<Path> children(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(parent)) {
            return list.sorted(Comparator.naturalOrder()).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<Jdk> read(Path home) {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(release)) {
            properties.load(reader);
            String version = unquoted(properties.getProperty("JAVA_VERSION"));
            String modules = unquoted(properties.getProperty("MODULES"));
            String variant = unquoted(properties.getProperty("JVM_VARIANT"));
            if (version == null
                    || (modules != null && !modules.contains("java.instrument"))
                    || "Openj9".equalsIgnoreCase(variant)) {
                return Optional.empty();
            }
            int feature = Runtime.Version.parse(version).feature();
            return feature < OLDEST ? Optional.empty() : Optional.of(new Jdk(home.toRealPath(), feature, version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException oddVersion) {
            return Optional.empty();
        }
    }

    private static @Nullable String unquoted(@Nullable String value) {
        return value == null ? null : value.replace("\"", "").strip();
    }
}
