package org.klp4j.agent.socket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code /proc/self} says. */
final class ThisProcess {
    private static final int STARTED = 19; // field of stat after the one in parentheses, from 0
    private static final String PIDS = "\nNSpid:";

    private ThisProcess() {}

    /**
     * When this process started, in clock ticks since boot: with the pid it names the process in every namespace. Empty
     * when that cannot be told.
     */
    static String startTime() {
        try {
            String stat = read("stat");
            return stat.substring(stat.lastIndexOf(") ") + 2).split(" ")[STARTED];
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    /** The pid as this process itself sees it. {@link ProcessHandle} says the same, but makes a pool of threads first. */
    static long pid() {
        try {
            String status = read("status");
            int line = status.indexOf(PIDS) + PIDS.length();
            String pids = status.substring(line, status.indexOf('\n', line));
            return Long.parseLong(pids.substring(pids.lastIndexOf('\t') + 1));
        } catch (IOException | RuntimeException e) {
            return ProcessHandle.current().pid();
        }
    }

    private static String read(String name) throws IOException {
        return new String(Files.readAllBytes(Path.of("/proc/self/" + name)), StandardCharsets.UTF_8);
    }
}
