package org.klp4j.cli;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shows how far a transition is: on a terminal one line, written over; elsewhere a line when something changed. */
final class Progress {
    private static final int WIDTH = 20;
    private static final int COLUMNS = columns();
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
        if (terminal.interactive()) {
            String line = title(now) + bar(now) + " " + count(now) + waitsFor(now.pending(), Tree.Task::shortText);
            terminal.out().print(ERASE + line.substring(0, Math.min(line.length(), COLUMNS)));
            terminal.out().flush();
            return;
        }
        String waits = waitsFor(now.pending(), Tree.Task::text);
        if (!waits.equals(last)) {
            last = waits;
            terminal.out().println(title(now) + count(now) + " threads" + waits);
        }
    }

    private static String title(Transition now) {
        return now.patch() + ": " + now.word() + " ";
    }

    private static String count(Transition now) {
        return now.switched() + "/" + now.threads();
    }

    private static String waitsFor(List<Tree.Task> pending, Function<Tree.Task, String> text) {
        if (pending.isEmpty()) {
            return "";
        }
        int more = pending.size() - 1;
        return ", waiting for " + text.apply(pending.get(0)) + (more == 0 ? "" : " and " + more + " more");
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

    /** By hand: Formatter and what it loads would be a part of the time it tells. */
    static String seconds(Duration time) {
        long hundredths = Math.round(time.toNanos() / 1e7);
        String fraction = Long.toString(100 + hundredths % 100).substring(1);
        return hundredths / 100 + "." + fraction + " s";
    }

    /** What the shell says the terminal has; a line longer than that could not be written over. */
    private static int columns() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) - 1 : 79;
    }
}
