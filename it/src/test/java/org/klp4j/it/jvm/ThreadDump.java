package org.klp4j.it.jvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the threads of a target do that does not answer, virtual ones included: for the message of a failure. */
final class ThreadDump {
    private static final int SECONDS = 20;
    private static final int KEPT = 60_000;

    private ThreadDump() {}

    /** The dump, or why there is none; cut where it is very long. */
    static String of(Jdk jdk, long pid) {
        StringBuilder text = new StringBuilder();
        try {
            text.append(jcmd(jdk, pid, "Thread.print", "-l"));
            if (jdk.virtualThreads()) {
                Path file = Files.createTempFile("klp-it-threads", ".txt");
                text.append(jcmd(jdk, pid, "Thread.dump_to_file", "-overwrite", file.toString()))
                        .append(Files.readString(file));
                Files.delete(file);
            }
        } catch (IOException e) {
            text.append("no more of the thread dump: ").append(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return text.length() <= KEPT ? text.toString() : text.substring(0, KEPT) + "\n(cut)";
    }

    private static String jcmd(Jdk jdk, long pid, String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(jdk.tool("jcmd"), Long.toString(pid)));
        words.addAll(List.of(command));
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
    }
}
