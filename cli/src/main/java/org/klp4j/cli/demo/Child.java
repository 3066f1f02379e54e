package org.klp4j.cli.demo;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java program in a process of its own that ends when its standard input does, so also when this one is killed. */
final class Child implements AutoCloseable {
    private static final int SECONDS_TO_END = 10;

    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final Path errors;

    Child(Jdk jdk, List<String> options, String mainClass, Path errors, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(jdk.java().toString()));
        command.addAll(options);
        command.add(mainClass);
        command.addAll(List.of(arguments));
        this.errors = errors;
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    long pid() {
        return process.pid();
    }

    /** The next line the program prints. */
    String line() throws Surprise, IOException {
        String line = out.readLine();
        if (line == null) {
            String said = Files.readString(errors).strip().replaceAll("\\s*\\R\\s*", "; ");
            throw new Surprise("process " + process.pid() + " ended: " + (said.isEmpty() ? "it gave no reason" : said));
        }
        return line;
    }

    void say(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    /** Ends its input and returns the lines it still prints. */
    List<String> finish() throws IOException {
        in.close();
        return out.lines().toList();
    }

    @Override
    public void close() {
        try {
            in.close();
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
