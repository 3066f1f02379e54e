package org.klp4j.cli;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.klp4j.client.Connection;
import org.klp4j.format.KlpException;
import org.klp4j.format.ShellWord;

/** Waits for the end of a patch's transition, and shows meanwhile how far it is and which threads hold it up. */
final class TransitionWatch {
    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 100;
    private static final Duration QUIET = Duration.ofMillis(300); // most transitions are over by then

    private static final int LOOKED_AT = 20; // whose stacks are read for the hint at the end

    private final Tree tree;
    private final String target;
    private final String patch;
    private final boolean enabling;
    private final Terminal terminal;
    private final Progress progress;

    /**
     * @param target as the user typed it, for the hints
     * @param enabling whether the patch shall end up enabled
     */
    TransitionWatch(Connection connection, String target, String patch, boolean enabling, Terminal terminal) {
        this.tree = new Tree(connection);
        this.target = target;
        this.patch = patch;
        this.enabling = enabling;
        this.terminal = terminal;
        this.progress = new Progress(terminal);
    }

    /**
     * Waits.
     *
     * @param limit zero = do not wait, only tell
     * @return DONE, TIMED_OUT while it goes on, or REFUSED when somebody turned it round
     */
    int await(Duration limit) throws KlpException, InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (tree.transition(patch)) {
            if (limit.isZero()) {
                terminal.out().println(patch + ": " + word() + " goes on; see 'klp status " + target + "'");
                return ExitCode.DONE;
            }
            if (progress.elapsed().compareTo(limit) >= 0) {
                return timedOut(limit);
            }
            if (progress.elapsed().compareTo(QUIET) >= 0) {
                progress.show(Transition.read(tree));
            }
            Thread.sleep(
                    Math.min(pause, Math.max(1, limit.minus(progress.elapsed()).toMillis())));
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
        }
        progress.clear();
        return finished();
    }

    private int finished() throws KlpException {
        if (tree.enabled(patch) != enabling) {
            terminal.err()
                    .println("klp: '" + patch + "': " + word() + " was reversed by someone else; see 'klp dmesg "
                            + target + "'");
            return ExitCode.REFUSED;
        }
        terminal.out().println(patch + ": " + word() + " complete (" + Progress.seconds(progress.elapsed()) + ")");
        return ExitCode.DONE;
    }

    private int timedOut(Duration limit) throws KlpException {
        Transition now = Transition.read(tree);
        progress.clear();
        String who = now == null || now.pending().isEmpty()
                ? ""
                : ", " + now.pending().size() + " to go: "
                        + now.pending().get(0).text();
        terminal.err()
                .println("klp: '" + patch + "': " + word() + " goes on after " + Progress.seconds(limit) + who
                        + "; 'klp status " + target + " --watch' waits on, 'klp " + (enabling ? "disable " : "enable ")
                        + target + " " + patch + "' turns it back" + never(now));
        return ExitCode.TIMED_OUT;
    }

    /** What helps where a function is a thread's own loop: one a server runs until it is shut down, say. */
    private String never(@Nullable Transition now) throws KlpException {
        if (now == null || !enabling) {
            return "";
        }
        Set<String> functions = tree.functions(patch);
        Set<String> outermost = new LinkedHashSet<>();
        for (Tree.Task task : now.pending().stream().limit(LOOKED_AT).toList()) {
            String function = task.function();
            if (function != null) {
                outermost.add(outermost(task.tid(), functions, function));
            }
        }
        return outermost.isEmpty()
                ? ""
                : "; a thread that never leaves its function needs a module built with --exclude "
                        + String.join(" --exclude ", outermost);
    }

    /** A thread's loop is the function of the patch it has been in longest; what that calls, it leaves. */
    private String outermost(long tid, Set<String> functions, String otherwise) throws KlpException {
        String found = otherwise;
        for (String frame : tree.stack(tid)) {
            String method = frame.replaceFirst("\\(.*", "").replaceFirst(".*/", "");
            found = functions.contains(method) ? method : found;
        }
        String named = found.replaceFirst("\\.lambda\\$(.*)\\$.*", ".$1"); // a lambda goes with the method it stands in
        return ShellWord.of(named);
    }

    private String word() {
        return enabling ? "patching" : "unpatching";
    }
}
