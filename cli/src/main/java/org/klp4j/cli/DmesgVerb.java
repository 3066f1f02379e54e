package org.klp4j.cli;

import org.klp4j.client.Connection;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "klp dmesg",
        header = "print the log of a JVM's livepatch core",
        description = "Lines as the kernel words them; those that begin 'klp4j:' are our own additions.",
        footer = {
            "",
            "Examples:",
            "  klp dmesg 4711",
            "  klp dmesg 4711 | grep livepatch:",
            "  KLP_TARGET=4711 klp dmesg"
        })
final class DmesgVerb implements Verb {
    @Parameters(index = "0", arity = "0..1", paramLabel = "TARGET", description = "else the JVM named by KLP_TARGET")
    private String target = "";

    @Override
    public int run(Terminal terminal) throws KlpException {
        try (Connection connection = target.isEmpty() ? KernelTools.open() : TargetParameter.open(target)) {
            terminal.out().print(connection.show("kmsg"));
        }
        return ExitCode.DONE;
    }
}
