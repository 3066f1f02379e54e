package org.klp4j.it.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the threads of a target do that does not answer, virtual ones included: for the message of a failure. */
final class ThreadDump {
    private static final int KEPT = 60_000;

    private ThreadDump() {}

    /** The dump, or why there is none; cut where it is very long. */
    static String of(Jdk jdk, long pid) {
        StringBuilder text = new StringBuilder();
        try {
            text.append(Jcmd.ask(jdk, pid, "Thread.print", "-l"));
            if (jdk.virtualThreads()) {
                Path file = Files.createTempFile("klp-it-threads", ".txt");
                text.append(Jcmd.ask(jdk, pid, "Thread.dump_to_file", "-overwrite", file.toString()))
                        .append(Files.readString(file));
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            text.append("no more of the thread dump: ").append(e);
        }
        return text.length() <= KEPT ? text.toString() : text.substring(0, KEPT) + "\n(cut)";
    }
}
