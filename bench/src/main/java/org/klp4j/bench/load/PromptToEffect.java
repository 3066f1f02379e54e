package org.klp4j.bench.load;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Times {@code klp load} as a whole process: the first one into a JVM, which attaches, and the next one. */
public final class PromptToEffect {
    private static final int RUNS = 7;

    private final Path klp;
    private final Path vulnerable;
    private final List<Path> modules;

    /** Loads the two modules, one after the other, into JVMs that run the vulnerable jar. */
    public PromptToEffect(Path klp, Path vulnerable, List<Path> modules) {
        this.klp = klp;
        this.vulnerable = vulnerable;
        this.modules = modules;
    }

    /** A Markdown row: median, least and most of the first and of the next load, in milliseconds. */
    public String row(Path javaHome) throws IOException, InterruptedException {
        List<Long> first = new ArrayList<>();
        List<Long> next = new ArrayList<>();
        for (int run = 0; run <= RUNS; run++) {
            Process service = start(javaHome);
            try {
                long attached = load(service.pid(), modules.get(0));
                long again = load(service.pid(), modules.get(1));
                if (run > 0) { // the first run warms the disk cache
                    first.add(attached);
                    next.add(again);
                }
            } finally {
                service.destroyForcibly().waitFor();
            }
        }
        return "| " + javaHome.getFileName() + " | " + spread(first) + " | " + spread(next) + " |";
    }

    private Process start(Path javaHome) throws IOException {
        Process service = new ProcessBuilder(
                        javaHome.resolve("bin/java").toString(),
                        "-XX:+EnableDynamicAgentLoading",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName(),
                        vulnerable.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStreamReader out = new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8)) {
            if (out.read() < 0) {
                throw new IOException("the service did not start on " + javaHome);
            }
        }
        return service;
    }

    private long load(long pid, Path module) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process load = new ProcessBuilder(klp.toString(), "load", Long.toString(pid), module.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int status = load.waitFor();
        if (status != 0) {
            throw new IOException("klp load ended with " + status);
        }
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static String spread(List<Long> millis) {
        List<Long> sorted = millis.stream().sorted().toList();
        return String.format(
                Locale.ROOT, "%d (%d…%d)", sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
    }
}
