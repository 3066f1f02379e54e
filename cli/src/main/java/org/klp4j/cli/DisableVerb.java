package org.klp4j.cli;

import java.io.IOException;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "klp disable",
        header = "disable a patch: the original code runs again",
        description = "Writes 0 to livepatch/PATCH/enabled and waits for the transition. Also reverses enabling.",
        footer = {"", "Example:", "  klp disable 4711 log4shell"})
final class DisableVerb implements Verb {
    @Mixin
    private EnabledSwitch enabled = new EnabledSwitch();

    @Override
    public int run(Terminal terminal) throws KlpException, IOException, InterruptedException {
        return enabled.turn(false, terminal);
    }
}
