package org.klp4j.cli;

import org.klp4j.client.Connection;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "klp echo",
        header = "write an attribute of the control tree",
        footer = {"", "Example:", "  klp echo 0 4711 livepatch/log4shell/enabled"})
final class EchoVerb implements Verb {
    @Parameters(index = "0", paramLabel = "VALUE", description = "what to write; a newline is added")
    private String value = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "pid, or part of the main class name")
    private String target = "";

    @Parameters(index = "2", paramLabel = "PATH", description = "path of the attribute, see 'klp ls'")
    private String path = "";

    @Override
    public int run(Terminal terminal) throws KlpException {
        try (Connection connection = TargetParameter.open(target)) {
            connection.store(path, value + "\n");
        }
        return ExitCode.DONE;
    }
}
