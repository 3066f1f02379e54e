package org.klp4j.it.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.klp4j.cli.Main;
import org.klp4j.cli.Terminal;
import org.klp4j.it.fixture.Fixture;

/** Makes what trials share, each thing once: compiled probes, modules, the program that runs probes. */
final class Workshop {
    private final Path directory;
    private final Path prober;
    private final Path redefiner;
    private final Map<String, Path> probes = new ConcurrentHashMap<>();
    private final Map<String, Module> modules = new ConcurrentHashMap<>();

    Workshop(Path directory) {
        this.directory = directory;
        prober = Fixture.of("corpus").jar(directory.resolve("prober.jar"));
        redefiner = Fixture.of("corpus")
                .manifest("Agent-Class", "corpus.Redefiner")
                .manifest("Can-Redefine-Classes", "true")
                .jar(directory.resolve("redefiner.jar"));
    }

    /**
     * What a build came to.
     *
     * @param file null when the builder refused
     * @param refusal its one line
     */
    record Module(String name, @Nullable Path file, String refusal) {}

    /** What a call of the command came to. */
    record Outcome(int status, String out, String err) {}

    /** Where a test may put a file. */
    Path file(String name) {
        return directory.resolve(name);
    }

    /** An empty directory. */
    Path temporary() throws IOException {
        return Files.createTempDirectory(directory, "tmp");
    }

    Path prober() {
        return prober;
    }

    Path redefiner() {
        return redefiner;
    }

    /** The class files of a pair's probe, compiled against the vulnerable release. */
    Path probe(Pair pair) {
        return probes.computeIfAbsent(pair.id(), id -> compiled(pair));
    }

    private Path compiled(Pair pair) {
        Path classes = directory.resolve("probe-" + pair.id());
        List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "--release", "17", "-cp"));
        arguments.add(joined(pair.classPath()));
        arguments.addAll(List.of("-d", classes.toString(), pair.probe().toString()));
        Pair.probeTools().forEach(file -> arguments.add(file.toString()));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler().run(null, output, output, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalStateException(pair.id() + ": " + output.toString(StandardCharsets.UTF_8));
        }
        return classes;
    }

    /** The module that carries the pair's fix. */
    Module module(Pair pair) {
        return modules.computeIfAbsent(pair.id(), id -> build(pair, "fix_", pair.only()));
    }

    /** The module that carries the whole difference between the releases. */
    Module whole(Pair pair) {
        return modules.computeIfAbsent(pair.id() + " whole", id -> build(pair, "whole_", List.of()));
    }

    private Module build(Pair pair, String prefix, List<String> only) {
        String name = prefix + pair.id().replace('-', '_');
        Path file = directory.resolve(name + ".klp.jar");
        List<String> words = new ArrayList<>(List.of("build", "--name", name, "-o", file.toString()));
        add(words, "--old", pair.oldJars().stream().map(Pair::jar).toList());
        add(words, "--new", pair.newJars().stream().map(Pair::jar).toList());
        add(words, "--class-path", pair.others().stream().map(Pair::jar).toList());
        add(words, "--only", only);
        add(words, "--rule", pair.rules());
        Outcome outcome = klp(words.toArray(String[]::new));
        return new Module(name, outcome.status() == 0 ? file : null, outcome.err());
    }

    private static void add(List<String> words, String option, List<?> values) {
        for (Object value : values) {
            words.add(option);
            words.add(value.toString());
        }
    }

    /** The command {@code klp} with these words, in this process. */
    static Outcome klp(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(new Terminal(stream(out), stream(err), false), words);
        return new Outcome(status, text(out), text(err));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).strip();
    }

    static String joined(List<Path> path) {
        return String.join(":", path.stream().map(Path::toString).toList());
    }

    /** Removes a file no longer needed. */
    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
