package org.klp4j.it.jvm;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running target. A line written to it is a command, each answered by one line that begins with {@code @}.
 * Any other line on its standard output, and any line on its standard error that the JVM itself does not owe to the
 * user of an agent (JEP 451), is foreign; {@link #close} fails when there was one, or when the JVM had died.
 */
public final class TargetJvm implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EXIT = "\u0004exit";

    private static final List<String> OWED = List.of(
            "WARNING: A Java agent has been loaded dynamically",
            "WARNING: If a serviceability tool is in use",
            "WARNING: If a serviceability tool is not in use",
            "WARNING: Dynamic loading of agents will be disallowed by default",
            "WARNING: A restricted method in java.lang.System has been called",
            "WARNING: java.lang.System::loadLibrary has been called by sun.instrument.InstrumentationImpl",
            "WARNING: Use --enable-native-access=java.instrument to avoid a warning",
            "WARNING: Restricted methods will be blocked in a future release");

    private final Jdk jdk;
    private final Process process;
    private final Writer commands;
    private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();
    private final List<String> output = Collections.synchronizedList(new ArrayList<>());
    private final List<String> foreign = Collections.synchronizedList(new ArrayList<>());
    private final Path crash;
    private final boolean quiet;
    private final List<Thread> readers = new ArrayList<>();
    private boolean ended;

    TargetJvm(TargetOptions options) {
        this.jdk = options.jdk();
        this.quiet = options.quiet();
        try {
            this.crash = Files.createTempFile("klp-it-crash", ".log");
            this.process = options.process(crash);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        this.commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        readers.add(reader(process.getInputStream(), this::onOutput, true));
        readers.add(reader(process.getErrorStream(), this::onError, false));
    }

    /** A target of this JDK that is still to be described. */
    public static TargetOptions of(Jdk jdk) {
        return TargetOptions.of(jdk);
    }

    /** Its JDK. */
    public Jdk jdk() {
        return jdk;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Its process. */
    public Process process() {
        return process;
    }

    /** Sends a command and returns its answer without the {@code @}. */
    public String ask(String command) {
        send(command);
        return reply(PATIENCE);
    }

    /** Sends a command and returns its answer, for which it waits that long. */
    public String ask(String command, Duration patience) {
        send(command);
        return reply(patience);
    }

    /** Sends a command; {@link #reply} then gives the answer. */
    public void send(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw failure("the target takes no command '" + command + "'");
        }
    }

    /** The next answer. */
    public String reply(Duration patience) {
        try {
            String line = replies.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw failure("no answer from the target within " + patience + threads());
            }
            if (line.equals(EXIT)) {
                replies.add(EXIT);
                throw failure("the target ended");
            }
            return line;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything it printed, both streams. */
    public List<String> output() {
        synchronized (output) {
            return List.copyOf(output);
        }
    }

    /** What it printed that is neither an answer nor owed by the JVM. */
    public List<String> foreign() {
        synchronized (foreign) {
            return List.copyOf(foreign);
        }
    }

    /** Kills it as {@code kill -9} does and waits until it is gone. */
    public void kill() {
        ended = true;
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        boolean died = !ended && !process.isAlive();
        kill();
        for (Thread reader : readers) {
            try {
                reader.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (died) {
            throw failure("the target died with " + process.exitValue());
        }
        if (quiet && !foreign.isEmpty()) {
            throw failure("the target printed what it should not: " + foreign);
        }
    }

    private String threads() {
        return process.isAlive() ? "\n" + ThreadDump.of(jdk, pid()) + "\n" : "";
    }

    private AssertionError failure(String what) {
        String dump = "";
        try {
            dump = Files.exists(crash) ? Files.readString(crash) : "";
        } catch (IOException e) {
            dump = e.toString();
        }
        return new AssertionError(what + " (" + jdk + ", pid " + pid() + ")\n" + String.join("\n", output())
                + (dump.isEmpty() ? "" : "\n" + dump.substring(0, Math.min(20_000, dump.length()))));
    }

    private void onOutput(String line) {
        if (line.startsWith("@")) {
            replies.add(line.substring(1));
        } else {
            output.add(line);
            foreign.add(line);
        }
    }

    private void onError(String line) {
        output.add(line);
        if (!owedByTheJvm(line)) {
            foreign.add(line);
        }
    }

    /**
     * The lines with which a JVM of 21 or later greets an agent that is attached without its being asked for (JEP 451),
     * and one of 24 or later the library of {@code java.instrument} in an application of named modules (JEP 472).
     */
    private static boolean owedByTheJvm(String line) {
        return line.isBlank() || OWED.stream().anyMatch(line::startsWith);
    }

    private Thread reader(InputStream stream, Consumer<String> lines, boolean main) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader in =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
                            lines.accept(line);
                        }
                    } catch (IOException closed) {
                        output.add(closed.toString());
                    }
                    if (main) {
                        replies.add(EXIT);
                    }
                },
                "target-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
