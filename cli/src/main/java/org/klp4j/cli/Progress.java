package org.klp4j.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows how far a transition is: on a terminal one line, written over; elsewhere a line when something changed. */
final class Progress {
    private static final int WIDTH = 30;
    private static final int MOST_COLUMNS = 118;
    private static final String ERASE = "\r\033[K";

    private final Terminal terminal;
    private final long start = System.nanoTime();
    private String last = ""; // what was waited for in the last line

    Progress(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Shows the transition; nothing when it is over already. */
    void show(@Nullable Transition now) {
        if (now == null || now.threads() == 0) {
            return;
        }
        String title = now.patch() + ": " + now.word();
        String count = now.switched() + "/" + now.threads() + " threads";
        String waits = now.pending().isEmpty() ? "" : ", waiting for " + waitsFor(now.pending());
        if (terminal.interactive()) {
            String line = title + " " + bar(now) + " " + count + " " + seconds(elapsed()) + waits;
            terminal.out().print(ERASE + line.substring(0, Math.min(line.length(), MOST_COLUMNS)));
            terminal.out().flush();
        } else if (!last.equals(now.pending().size() + waits)) {
            last = now.pending().size() + waits;
            terminal.out().println(title + ": " + count + waits);
        }
    }

    private static String waitsFor(List<Tree.Task> pending) {
        int more = pending.size() - 1;
        return pending.get(0).text() + (more == 0 ? "" : " and " + more + " more");
    }

    /** Leaves the line empty for what comes next. */
    void clear() {
        if (terminal.interactive()) {
            terminal.out().print(ERASE);
        }
    }

    private static String bar(Transition now) {
        int done = WIDTH * now.switched() / now.threads();
        return "[" + "#".repeat(done) + ".".repeat(WIDTH - done) + "]";
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toNanos() / 1e9);
    }
}
