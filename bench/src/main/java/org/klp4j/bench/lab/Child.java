package org.klp4j.bench.lab;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A program that answers line by line and ends when its standard input does, so also when this JVM is killed. Its
 * answers begin with {@code =}, for some tools print into the program they patch.
 */
public final class Child implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 90;
    private static final int SECONDS_TO_END = 5;
    private static final String END = "\0";

    private final Process process;
    private final Writer in;
    private final Path errors;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final String greeting;

    /** Starts it and waits for its first line. */
    public Child(List<String> command, Path errors) throws IOException, InterruptedException {
        this.errors = errors;
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        in = new BufferedWriter(process.outputWriter(StandardCharsets.UTF_8));
        Thread reader = new Thread(this::read, "child-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        greeting = line();
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            out.lines()
                    .filter(line -> line.matches("(= |ready).*"))
                    .map(line -> line.replaceFirst("^= ", ""))
                    .forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            // it ended
        }
        lines.add(END);
    }

    /** What it said when it was ready. */
    public String greeting() {
        return greeting;
    }

    /** Process id. */
    public long pid() {
        return process.pid();
    }

    /** Its next line. */
    public String line() throws IOException, InterruptedException {
        String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null || line.equals(END)) {
            String said = Files.readString(errors).strip().replaceAll("\\s*\\R\\s*", "; ");
            throw new IOException((line == null ? "a child did not answer: " : "a child ended: ") + said);
        }
        return line;
    }

    /** Sends a line; the answer to it. */
    public String ask(String question) throws IOException, InterruptedException {
        in.write(question + "\n");
        in.flush();
        return line();
    }

    /** Ends it at once, as a restart does that does not wait. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        try {
            in.close();
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
