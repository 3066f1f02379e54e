package org.klp4j.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The model checker, in a process of its own for each run: it keeps its state in static fields. */
final class Tlc {
    private static final Pattern STATES = Pattern.compile("([0-9,]+) distinct states found");
    private static final AtomicInteger RUNS = new AtomicInteger();

    private Tlc() {}

    /** What TLC found: the names in {@code verdict} are those of the model. */
    record Result(String verdict, long states, long millis, String output) {}

    static final String HOLDS = "holds";
    static final String TEARS = "Consistent is violated";
    static final String HANGS = "EveryTransitionEnds is violated";

    static Result check(Configuration configuration) {
        long start = System.nanoTime();
        String output = run(configuration);
        Result result = new Result(verdict(output), states(output), (System.nanoTime() - start) / 1_000_000, output);
        System.out.printf(
                "%-34s %,10d states %7.1f s  %s%n", result.verdict, result.states, result.millis / 1e3, configuration);
        return result;
    }

    private static String verdict(String output) {
        if (output.contains("Model checking completed. No error has been found.")) {
            return HOLDS;
        }
        if (output.contains("Invariant Consistent is violated.")) {
            return TEARS;
        }
        return output.contains("Temporal properties were violated.") ? HANGS : "TLC failed";
    }

    private static long states(String output) {
        Matcher matcher = STATES.matcher(output);
        long states = 0;
        while (matcher.find()) {
            states = Long.parseLong(matcher.group(1).replace(",", ""));
        }
        return states;
    }

    private static String run(Configuration configuration) {
        try {
            Path directory = Path.of(System.getProperty("klp.scratch"), "run" + RUNS.incrementAndGet());
            Files.createDirectories(directory);
            Files.copy(
                    Path.of(System.getProperty("klp.model"), "Protocol.tla"),
                    directory.resolve("Protocol.tla"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(directory.resolve("Protocol.cfg"), configuration.text());
            Path output = directory.resolve("output");
            Process process = new ProcessBuilder(command(directory))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.waitFor();
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<String> command(Path directory) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("klp.tlc").split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "tlc2.TLC", "-workers", "2"));
        command.addAll(List.of(
                "-config",
                "Protocol.cfg",
                "-metadir",
                directory.resolve("states").toString()));
        command.add("Protocol");
        return command;
    }
}
