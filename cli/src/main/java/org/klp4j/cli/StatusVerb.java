package org.klp4j.cli;

import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "klp status",
        header = "show the patches of a JVM and the transition that runs",
        description = {
            "Does not bring the agent into a JVM that has none.",
            "Exit status 1 when another agent has changed patched code (sys/alarms).",
            "--watch shows a running transition until it is over; exit status 3 never comes from it."
        },
        footer = {"", "Examples:", "  klp status 4711", "  klp status DemoService -o json", "  klp status 4711 --watch"
        })
final class StatusVerb implements Verb {
    private static final long PAUSE_MILLIS = 200;

    @Mixin
    private TargetParameter target = new TargetParameter();

    @Option(
            names = {"-w", "--watch"},
            description = "go on until no transition runs")
    private boolean watch;

    @Mixin
    private OutputFormat format = new OutputFormat();

    @Override
    public int run(Terminal terminal) throws KlpException, InterruptedException {
        Target jvm = target.find();
        try (Connection connection = Connection.openIfLoaded(jvm)) {
            if (watch && connection != null) {
                watch(new Tree(connection), terminal);
            }
            Status status = Status.read(jvm, connection);
            terminal.out().print(format.json() ? Json.of(status.map()) + "\n" : status.text());
            return status.alarms().isEmpty() ? ExitCode.DONE : ExitCode.REFUSED;
        }
    }

    private static void watch(Tree tree, Terminal terminal) throws KlpException, InterruptedException {
        Progress progress = new Progress(terminal);
        for (Transition now = Transition.read(tree); now != null; now = Transition.read(tree)) {
            progress.show(now);
            Thread.sleep(PAUSE_MILLIS);
        }
        progress.clear();
    }
}
