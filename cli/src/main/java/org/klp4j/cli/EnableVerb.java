package org.klp4j.cli;

import java.io.IOException;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "klp enable",
        header = "enable a patch that is loaded but disabled",
        description = "Writes 1 to livepatch/PATCH/enabled and waits for the transition.",
        footer = {"", "Example:", "  klp enable 4711 log4shell"})
final class EnableVerb implements Verb {
    @Mixin
    private EnabledSwitch enabled = new EnabledSwitch();

    @Override
    public int run(Terminal terminal) throws KlpException, IOException, InterruptedException {
        return enabled.turn(true, terminal);
    }
}
