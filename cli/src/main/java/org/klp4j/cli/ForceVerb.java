package org.klp4j.cli;

import org.klp4j.client.Connection;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "klp force",
        header = "end a transition without waiting: gives up consistency",
        description = {
            "Writes 1 to livepatch/PATCH/force: threads that are inside patched functions are counted as switched,",
            "and may mix old and new code until they return. The module is then pinned: it can't be unloaded.",
            "Try 'klp signal', or go back with 'klp disable', first."
        },
        footer = {"", "Example:", "  klp force 4711 log4shell"})
final class ForceVerb implements Verb {
    @Mixin
    private PatchParameters parameters = new PatchParameters();

    @Override
    public int run(Terminal terminal) throws KlpException {
        try (Connection connection = parameters.open()) {
            parameters.store(connection, "force", "1");
        }
        terminal.out().println(parameters.patch() + ": forced; its module stays loaded until the JVM ends");
        return ExitCode.DONE;
    }
}
