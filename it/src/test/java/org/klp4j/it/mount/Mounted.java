package org.klp4j.it.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.klp4j.it.jvm.Jdks;

/** A directory at which {@code klp mount} serves, as long as the test runs. */
final class Mounted implements AutoCloseable {
    private static final Path KLP = Path.of(System.getProperty("klp.home")).resolve("klp");
    private static final List<String> NOT_HERE = List.of(
            "there is no '/dev/fuse'",
            "no permission for '/dev/fuse'",
            "libfuse3 is not installed",
            "without the mount");

    private final Path directory;

    private Mounted(Path directory) {
        this.directory = directory;
    }

    /** Mounts; where that cannot be, the test is skipped with the command's own words. */
    static Mounted at(Path directory) throws IOException {
        Files.createDirectories(directory);
        Result result = run(KLP.toString(), "mount", directory.toString());
        if (NOT_HERE.stream().anyMatch(result.text()::contains)) {
            abort(result.text());
        }
        assertThat(result).isEqualTo(new Result(0, ""));
        return new Mounted(directory);
    }

    /** What a command came to; both its streams in one. */
    record Result(int status, String text) {}

    /** The tree of this JVM. */
    Path of(long pid) {
        return directory.resolve(Long.toString(pid));
    }

    Path directory() {
        return directory;
    }

    /** The process that serves. */
    ProcessHandle server() {
        String mine = "org.klp4j.fuse.Mount " + directory;
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith(mine))
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
    }

    /** Runs a line of shell in a directory. */
    static Result shell(Path directory, String line) throws IOException {
        return run("/bin/bash", "-c", "cd '" + directory + "' && " + line);
    }

    static Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("KLP_JAVA");
        builder.environment().put("JAVA_HOME", Jdks.newest().home().toString());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private static Result run(String... command) throws IOException {
        Process process = start(command);
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES))
                    .as(Arrays.toString(command))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Result(process.exitValue(), text.strip());
    }

    void unmount() throws IOException {
        assertThat(run(KLP.toString(), "umount", directory.toString())).isEqualTo(new Result(0, ""));
    }

    @Override
    public void close() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/mounts")));
        if (lines.stream().anyMatch(line -> line.startsWith("klp " + directory + " "))) {
            run(KLP.toString(), "umount", "--lazy", directory.toString());
        }
    }
}
