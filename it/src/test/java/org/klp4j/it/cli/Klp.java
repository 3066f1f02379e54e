package org.klp4j.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The command in the directory an operator installs, each call a process of its own. */
public final class Klp {
    private static final Path HOME = Path.of(System.getProperty("klp.home"));

    private final List<String> command;
    private final String target;

    private Klp(List<String> command, String target) {
        this.command = command;
        this.target = target;
    }

    /** What a call came to. */
    public record Outcome(int status, String out, String err) {
        /** Asserts that it did what it should, and said nothing on standard error. */
        public Outcome done() {
            assertThat(this).isEqualTo(new Outcome(0, out, ""));
            return this;
        }

        /** Asserts the status and that standard error has one line that says what, why and what to do; returns it. */
        public String refused(int expected) {
            assertThat(status).as(toString()).isEqualTo(expected);
            assertThat(err)
                    .as(toString())
                    .endsWith("\n")
                    .doesNotContain("Exception")
                    .doesNotContain("\tat ");
            assertThat(err.strip())
                    .as(toString())
                    .isNotEmpty()
                    .doesNotContain("\n")
                    .doesNotEndWith(".");
            return err.strip();
        }

        /** Standard output as JSON. */
        JsonElement json() {
            return JsonParser.parseString(done().out);
        }
    }

    /** {@code klp} with these arguments. */
    public static Outcome klp(String... arguments) {
        return new Klp(List.of(HOME.resolve("klp").toString()), "").call(arguments);
    }

    /** A kernel tool by its own name, for the JVM named by {@code KLP_TARGET}. */
    static Outcome tool(String target, String tool, String... arguments) {
        return new Klp(List.of(HOME.resolve("kernel-tools").resolve(tool).toString()), target).call(arguments);
    }

    private Outcome call(String... arguments) {
        List<String> words = new ArrayList<>(command);
        words.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment()
                .put(
                        "KLP_JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.environment().put("KLP_TARGET", target);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            String out = text(process.getInputStream());
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("%s ended", words)
                    .isTrue();
            return new Outcome(process.exitValue(), out, err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(java.io.InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
