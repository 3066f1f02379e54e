package org.klp4j.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.client.Connection;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "klp tasks",
        header = "show the threads and which universe each is in",
        description = {
            "State: unpatched or patched while a transition runs, '-' otherwise.",
            "HELD BY: the frame of a patched function that keeps the thread from switching."
        },
        footer = {"", "Examples:", "  klp tasks 4711 --pending", "  klp tasks DemoService -o json"})
final class TasksVerb implements Verb {
    @Mixin
    private TargetParameter target = new TargetParameter();

    @Option(names = "--pending", description = "only the threads that a transition waits for")
    private boolean pending;

    @Mixin
    private OutputFormat format = new OutputFormat();

    @Override
    public int run(Terminal terminal) throws KlpException {
        Table table = new Table("TID", "STATE", "THREAD", "HELD BY");
        try (Connection connection = target.open()) {
            Tree tree = new Tree(connection);
            Transition transition = Transition.read(tree);
            List<Tree.Task> waiting = transition == null ? List.of() : transition.pending();
            for (Tree.Task task : pending ? waiting : tree.tasks()) {
                table.row(task.tid(), state(task), task.comm(), task.frame());
            }
        }
        format.print(terminal, table, pending ? "no thread is pending" : "no threads");
        return ExitCode.DONE;
    }

    private static @Nullable String state(Tree.Task task) {
        return switch (task.state()) {
            case 0 -> "unpatched";
            case 1 -> "patched";
            default -> null;
        };
    }
}
