package org.klp4j.agent.socket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** When this process started, in clock ticks since boot: with the pid it names the process in every namespace. */
final class StartTime {
    private static final int FIELD = 19; // of those after the name in parentheses, from 0

    private StartTime() {}

    static String ofThisProcess() {
        try {
            String stat = new String(Files.readAllBytes(Path.of("/proc/self/stat")), StandardCharsets.UTF_8);
            return stat.substring(stat.lastIndexOf(") ") + 2).split(" ")[FIELD];
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
