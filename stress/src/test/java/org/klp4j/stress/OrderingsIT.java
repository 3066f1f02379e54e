package org.klp4j.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs the orderings under jcstress in a process of their own, which runs each in JVMs of theirs. */
class OrderingsIT {
    private static final Path DIRECTORY = Path.of(System.getProperty("klp.scratch"));

    @Test
    void everyOrderingHolds() throws Exception {
        Files.createDirectories(DIRECTORY);
        Path log = DIRECTORY.resolve("orderings.log");
        Process run = new ProcessBuilder(command())
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = run.waitFor(Long.getLong("klp.minutes"), TimeUnit.MINUTES);
        String said = Files.readString(log, StandardCharsets.UTF_8);
        if (!ended) {
            run.descendants().forEach(ProcessHandle::destroyForcibly);
            run.destroyForcibly();
        }
        assertThat(ended).as("it ends: %s", said).isTrue();
        assertThat(run.exitValue()).as(said).isZero();
        assertThat(said).contains("Failed tests: No matches.", "Error tests: No matches.");
        System.out.println(
                said.lines().filter(line -> line.contains("(Results:")).reduce("", (first, last) -> last));
    }

    private static List<String> command() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-r",
                Files.createDirectories(DIRECTORY.resolve("report")).toString()));
        command.addAll(List.of(System.getProperty("klp.jcstress").strip().split("\\s+")));
        return command;
    }
}
