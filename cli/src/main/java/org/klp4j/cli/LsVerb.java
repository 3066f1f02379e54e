package org.klp4j.cli;

import org.klp4j.client.Connection;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "klp ls",
        header = "list a directory of the control tree",
        footer = {"", "Example:", "  klp ls 4711 livepatch"})
final class LsVerb implements Verb {
    @Mixin
    private TargetParameter target = new TargetParameter();

    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = "the root unless given")
    private String path = "";

    @Mixin
    private OutputFormat format = new OutputFormat();

    @Override
    public int run(Terminal terminal) throws KlpException {
        Table table = new Table("MODE", "NAME");
        try (Connection connection = target.open()) {
            for (Connection.Entry entry : connection.list(path)) {
                table.row(entry.mode(), entry.name());
            }
        }
        format.print(terminal, table, "(empty)");
        return ExitCode.DONE;
    }
}
