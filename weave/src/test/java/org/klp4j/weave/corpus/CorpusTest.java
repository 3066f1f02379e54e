package org.klp4j.weave.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method of {@code java.base} and of the jars in {@code klp4j.corpus} that may be woven is woven into two
 * bodies in a JVM that verifies everything, runs there, and is taken back. With {@code klp4j.corpus.jdks=all} on
 * every JDK beside the one that runs the test, twice, and with all JIT compilers; else on that one, once.
 */
final class CorpusTest {
    private static final long MINUTES = 10;

    @TempDir
    private Path scratch;

    static Stream<Path> jdks() throws IOException {
        Path own = Path.of(System.getProperty("java.home"));
        if (!whole()) {
            return Stream.of(own);
        }
        try (Stream<Path> beside = Files.list(own.getParent())) {
            List<Path> homes = beside.filter(home -> !Files.isSymbolicLink(home))
                    .filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .filter(home -> Files.exists(home.resolve("jmods")) || Files.exists(home.resolve("lib/modules")))
                    .toList();
            return homes.stream();
        }
    }

    private static boolean whole() {
        return "all".equals(System.getProperty("klp4j.corpus.jdks"));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void isWovenVerifiedRunAndRestored(Path jdk) throws Exception {
        List<String> lines = run(jdk);
        lines.forEach(System.out::println);
        assertThat(lines).noneMatch(line -> line.startsWith("FAILED"));
        assertThat(lines).last().isEqualTo("done");
        List<String> parts =
                lines.stream().filter(line -> line.startsWith("part ")).toList();
        assertThat(parts).hasSize(1 + jars().size());
        for (String part : parts) {
            assertThat(count(part, "sound")).as(part).isGreaterThan(count(part, "classes") / 2);
            assertThat(count(part, "woven")).as(part).isEqualTo(count(part, "weavable"));
            assertThat(count(part, "restored")).as(part).isEqualTo(count(part, "woven"));
            assertThat(count(part, "methods")).as(part).isPositive();
        }
        assertThat(count(parts.get(0), "gates")).as("calls of woven code").isGreaterThan(1000);
    }

    private List<String> run(Path jdk) throws Exception {
        Path out = scratch.resolve("out");
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin/java").toString());
        command.addAll(List.of("-Xverify:all", "-Xmx1g", "-javaagent:" + agentJar()));
        command.add(whole() ? "-Dklp4j.corpus.again=true" : "-XX:TieredStopAtLevel=1");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CorpusTarget.class.getName()));
        command.add("jrt:java.base");
        command.addAll(jars());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(out);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }

    private static List<String> jars() throws IOException {
        Path directory = Path.of(System.getProperty("klp4j.corpus"));
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private Path agentJar() throws IOException {
        Path jar = scratch.resolve("corpus-agent.jar");
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Premain-Class", CorpusTarget.class.getName());
        main.putValue("Can-Retransform-Classes", "true");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return jar;
    }

    private static int count(String part, String what) {
        String[] words = part.split(" ");
        for (int i = 2; i < words.length - 1; i += 2) {
            if (words[i].equals(what)) {
                return Integer.parseInt(words[i + 1]);
            }
        }
        throw new IllegalArgumentException(part + " does not tell " + what);
    }
}
