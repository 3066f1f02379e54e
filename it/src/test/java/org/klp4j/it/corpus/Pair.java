package org.klp4j.it.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A vulnerable release and its fix, as {@code corpus/pairs.txt} names them.
 *
 * @param set which of the sets it is in
 * @param oldJars coordinates, {@code group:artifact:version}
 * @param newJars one for each old jar
 * @param others what else the probe needs on the class path
 * @param flags of the target JVM
 * @param only what to carry; empty = all that differs
 * @param rules initial values given by hand
 * @param brief whether an ordinary build runs it too
 */
record Pair(
        String id,
        String what,
        Kind set,
        List<String> oldJars,
        List<String> newJars,
        List<String> others,
        List<String> flags,
        List<String> only,
        List<String> rules,
        boolean brief) {

    /** A set of pairs. */
    enum Kind {
        /** The builder was made with these at hand. */
        REGRESSION("regression", "Regression set"),
        /** They need more than changed bodies and added members. */
        HARD("hard", "Hard pairs"),
        /** Chosen when the builder was finished: what it does with a fix nobody has tried. */
        HELD_OUT("held-out", "Held out");

        final String word;
        final String title;

        Kind(String word, String title) {
            this.word = word;
            this.title = title;
        }

        static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("there is no set '" + word + "'");
        }
    }

    private static final Path CORPUS = Path.of(System.getProperty("klp.corpus"));

    /** All of them. */
    static List<Pair> all() throws IOException {
        List<Pair> pairs = new ArrayList<>();
        List<String> section = new ArrayList<>();
        for (String line : Files.readAllLines(CORPUS.resolve("pairs.txt"))) {
            if (line.startsWith("pair ") && !section.isEmpty()) {
                pairs.add(of(section));
                section.clear();
            }
            if (!line.isBlank() && !line.startsWith("#")) {
                section.add(line);
            }
        }
        pairs.add(of(section));
        return pairs;
    }

    private static Pair of(List<String> section) {
        String[] head = section.get(0).split(" ", 4);
        return new Pair(
                head[1],
                head[3],
                Kind.of(head[2]),
                values(section, "old"),
                values(section, "new"),
                values(section, "with"),
                values(section, "flags").stream()
                        .flatMap(line -> List.of(line.split(" ")).stream())
                        .toList(),
                values(section, "only"),
                values(section, "rule"),
                section.contains("short"));
    }

    private static List<String> values(List<String> section, String key) {
        return section.stream()
                .filter(line -> line.startsWith(key + " "))
                .map(line -> line.substring(key.length() + 1).strip())
                .toList();
    }

    /** Where a release lies after the build of {@code corpus}. */
    static Path jar(String coordinates) {
        String[] parts = coordinates.split(":");
        String name = parts[0] + "." + parts[1] + "-" + parts[2] + ".jar";
        return CORPUS.resolve("target/jars").resolve(name);
    }

    /** The probe's source. */
    Path probe() {
        return CORPUS.resolve("probes").resolve(id + ".java");
    }

    /** What every probe uses. */
    static List<Path> probeTools() {
        Path probes = CORPUS.resolve("probes");
        return List.of(probes.resolve("U.java"), probes.resolve("CertStub.java"));
    }

    /** The program as it runs before the fix. */
    List<Path> classPath() {
        List<Path> path = new ArrayList<>();
        oldJars.forEach(jar -> path.add(jar(jar)));
        others.forEach(jar -> path.add(jar(jar)));
        return path;
    }

    /** {@code log4j-core 2.14.1 to 2.15.0}. */
    String releases() {
        String[] old = oldJars.get(0).split(":");
        return old[1] + " " + old[2] + " to " + newJars.get(0).split(":")[2];
    }
}
