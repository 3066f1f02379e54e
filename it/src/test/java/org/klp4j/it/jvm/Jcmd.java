package org.klp4j.it.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a target answers to the JDK's own {@code jcmd}. */
public final class Jcmd {
    private static final int SECONDS = 20;

    private Jcmd() {}

    /** The answer, or the line that there was none within twenty seconds. */
    public static String ask(Jdk jdk, long pid, String... command) {
        List<String> words = new ArrayList<>(List.of(jdk.tool("jcmd"), Long.toString(pid)));
        words.addAll(List.of(command));
        try {
            Path output = Files.createTempFile("klp-it-jcmd", ".txt");
            try {
                Process process = new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    return String.join(" ", words) + " did not answer\n";
                }
                return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
