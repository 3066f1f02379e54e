package org.klp4j.cli;

import org.klp4j.client.Connection;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "klp signal",
        header = "wake the threads a transition waits for, as 'signaling remaining tasks' does",
        description = "Sends wake-ups that a correct program tolerates. Done by itself after 15 s, once.",
        footer = {"", "Example:", "  klp signal 4711"})
final class SignalVerb implements Verb {
    @Mixin
    private TargetParameter target = new TargetParameter();

    @Override
    public int run(Terminal terminal) throws KlpException {
        try (Connection connection = target.open()) {
            connection.store("sys/signal", "1");
        }
        terminal.out().println("signaled; see 'klp tasks " + target.text() + " --pending'");
        return ExitCode.DONE;
    }
}
