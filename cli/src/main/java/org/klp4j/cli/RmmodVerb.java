package org.klp4j.cli;

import java.util.List;
import org.klp4j.client.Connection;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "klp rmmod",
        header = "remove modules, as rmmod(8) does",
        footer = {"", "Example:", "  KLP_TARGET=4711 klp rmmod livepatch_sample"})
final class RmmodVerb implements Verb {
    @Parameters(arity = "1..*", paramLabel = "MODULE", description = "name of the module, or its file")
    private List<String> modules = List.of();

    @Override
    public int run(Terminal terminal) throws KlpException {
        int status = ExitCode.DONE;
        try (Connection connection = KernelTools.open()) {
            for (String module : modules) {
                status = Math.max(status, remove(connection, KernelTools.moduleName(module), terminal));
            }
        }
        return status;
    }

    private static int remove(Connection connection, String module, Terminal terminal) {
        try {
            connection.rmmod(module);
            return ExitCode.DONE;
        } catch (KlpException e) {
            terminal.err().println("rmmod: ERROR: " + problem(connection, module, e));
            return ExitCode.REFUSED;
        }
    }

    private static String problem(Connection connection, String module, KlpException refusal) {
        return switch (Errno.of(refusal.errno())) {
            case ENOENT -> "Module " + module + " is not currently loaded";
            case EAGAIN -> "Module " + module + " is in use" + by(connection, module);
            default -> "could not remove module " + module + ": " + KernelTools.text(refusal);
        };
    }

    private static String by(Connection connection, String module) {
        try {
            List<String> holders = new Tree(connection).holders(module);
            return holders.isEmpty() ? "" : " by: " + String.join(" ", holders);
        } catch (KlpException silent) {
            return "";
        }
    }

    @Override
    public String errorLine(String name, KlpException refusal) {
        return name + ": ERROR: " + Errors.oneLine(refusal);
    }
}
