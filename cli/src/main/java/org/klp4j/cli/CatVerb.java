package org.klp4j.cli;

import org.klp4j.client.Connection;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "klp cat",
        header = "print an attribute of the control tree",
        footer = {"", "Example:", "  klp cat 4711 livepatch/log4shell/transition"})
final class CatVerb implements Verb {
    @Mixin
    private TargetParameter target = new TargetParameter();

    @Parameters(index = "1", paramLabel = "PATH", description = "path of the attribute, see 'klp ls'")
    private String path = "";

    @Override
    public int run(Terminal terminal) throws KlpException {
        try (Connection connection = target.open()) {
            terminal.out().print(connection.show(path));
        }
        return ExitCode.DONE;
    }
}
