package org.klp4j.cli;

import java.io.IOException;
import org.klp4j.client.Connection;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "klp unload",
        header = "take a disabled patch's module out of a JVM",
        description = "The rmmod of the kernel; refused while the patch is enabled or in transition.",
        footer = {"", "Example:", "  klp disable 4711 log4shell && klp unload 4711 log4shell"})
final class UnloadVerb implements Verb {
    @Mixin
    private PatchParameters parameters = new PatchParameters();

    @Override
    public int run(Terminal terminal) throws KlpException, IOException {
        try (Connection connection = parameters.open()) {
            connection.rmmod(parameters.patch());
        }
        terminal.out().println(parameters.patch() + ": unloaded");
        return ExitCode.DONE;
    }
}
