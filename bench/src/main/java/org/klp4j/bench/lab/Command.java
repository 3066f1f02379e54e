package org.klp4j.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that is waited for. */
public final class Command {
    private static final int PATIENCE_SECONDS = 60;

    private Command() {}

    /**
     * Runs it to its end.
     *
     * @return what it printed
     * @throws IOException when it fails, with its last line, or does not end
     */
    public static String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("klp4j-bench", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            String name = Path.of(command.get(0)).getFileName().toString();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IOException("'" + name + "' did not end within " + PATIENCE_SECONDS + " s");
            }
            String said = Files.readString(output);
            if (process.exitValue() != 0) {
                String last = said.lines().reduce("", (before, line) -> line.isBlank() ? before : line);
                throw new IOException("'" + name + "' ended with " + process.exitValue() + ": " + last);
            }
            return said;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Milliseconds it took to run it to its end. */
    public static double millis(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        run(command);
        return (System.nanoTime() - start) / 1e6;
    }
}
