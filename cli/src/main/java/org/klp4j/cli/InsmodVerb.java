package org.klp4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.klp4j.client.Connection;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "klp insmod",
        header = "insert a module, as insmod(8) does",
        description = "Silent when it went in; why it did not is told in 'klp dmesg' in full.",
        footer = {"", "Example:", "  KLP_TARGET=4711 klp insmod livepatch-sample.klp.jar"})
final class InsmodVerb implements Verb {
    @Parameters(index = "0", paramLabel = "FILE", description = "module jar, whatever its suffix")
    private String file = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "NAME=VALUE", description = "module parameters")
    private List<String> parameters = List.of();

    @Override
    public int run(Terminal terminal) throws KlpException {
        byte[] module;
        try {
            module = Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            return refuse(terminal, "could not load module " + file + ": No such file or directory");
        }
        try (Connection connection = KernelTools.open()) {
            return insert(connection, module, terminal);
        }
    }

    private int insert(Connection connection, byte[] module, Terminal terminal) {
        try {
            connection.insmod(file, module, parameters);
            return ExitCode.DONE;
        } catch (KlpException e) {
            return refuse(terminal, "could not insert module " + file + ": " + KernelTools.insertionError(e));
        }
    }

    private static int refuse(Terminal terminal, String problem) {
        terminal.err().println("insmod: ERROR: " + problem);
        return ExitCode.REFUSED;
    }

    @Override
    public String errorLine(String name, KlpException refusal) {
        return name + ": ERROR: " + Errors.oneLine(refusal);
    }
}
