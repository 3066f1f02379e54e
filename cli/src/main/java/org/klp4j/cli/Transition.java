package org.klp4j.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.KlpException;

/**
 * The transition that runs in a JVM.
 *
 * @param patch whose it is
 * @param patching whether towards the patch, else away from it
 * @param threads how many there are
 * @param pending those that have not switched
 */
record Transition(String patch, boolean patching, int threads, List<Tree.Task> pending) {
    /** The one that runs now, null when none does. */
    static @Nullable Transition read(Tree tree) throws KlpException {
        for (String name : tree.patches()) {
            if (tree.transition(name)) {
                return read(tree, name);
            }
        }
        return null;
    }

    private static Transition read(Tree tree, String patch) throws KlpException {
        boolean patching = tree.enabled(patch);
        int source = patching ? 0 : 1;
        List<Tree.Task> tasks = tree.tasks();
        List<Tree.Task> pending =
                tasks.stream().filter(task -> task.state() == source).toList();
        return new Transition(patch, patching, tasks.size(), pending);
    }

    int switched() {
        return threads - pending.size();
    }

    /** {@code patching} or {@code unpatching}. */
    String word() {
        return patching ? "patching" : "unpatching";
    }
}
