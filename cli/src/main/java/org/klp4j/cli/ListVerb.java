package org.klp4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "klp list",
        header = "list the JVMs of this host and their patches",
        description = {
            "Does not bring the agent into any of them. PATCHES: '-' when a JVM has no agent, '?' when it belongs to",
            "another user, whom you may not ask; a patch that is disabled stands in parentheses, one in transition has",
            "a '*'."
        },
        footer = {"", "Examples:", "  klp list", "  klp list -o json"})
final class ListVerb implements Verb {
    @Mixin
    private OutputFormat format = new OutputFormat();

    @Override
    public int run(Terminal terminal) {
        Table table = new Table("PID", "USER", "JAVA", "MAIN CLASS", "PATCHES");
        for (Target jvm : Target.all()) {
            table.row(jvm.pid(), jvm.user(), jvm.javaVersion(), jvm.mainClass(), patches(jvm));
        }
        format.print(terminal, table, "no JVM of this host is yours to see");
        return ExitCode.DONE;
    }

    private @Nullable Object patches(Target jvm) {
        try (Connection connection = Connection.openIfLoaded(jvm)) {
            return connection == null ? null : patches(new Tree(connection));
        } catch (KlpException e) {
            // not ours, or it ended meanwhile: the list goes on
            return e.errno() == Errno.EACCES.number() && !format.json() ? "?" : null;
        }
    }

    private static List<String> patches(Tree tree) throws KlpException {
        List<String> shown = new ArrayList<>();
        for (String name : tree.patches()) {
            String state = tree.transition(name) ? name + "*" : name;
            shown.add(tree.enabled(name) ? state : "(" + state + ")");
        }
        return shown;
    }
}
