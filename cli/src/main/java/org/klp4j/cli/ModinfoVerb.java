package org.klp4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "klp modinfo",
        header = "show a module's fields, as modinfo(8) does",
        footer = {"", "Example:", "  klp modinfo -F livepatch log4shell.klp.jar"})
final class ModinfoVerb implements Verb {
    @Option(
            names = {"-F", "--field"},
            paramLabel = "FIELD",
            description = "print only the value of this field")
    private String field = "";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "module jar, whatever its suffix")
    private List<Path> files = List.of();

    @Override
    public int run(Terminal terminal) {
        int status = ExitCode.DONE;
        for (Path file : files) {
            status = Math.max(status, show(file, terminal));
        }
        return status;
    }

    private int show(Path file, Terminal terminal) {
        if (!Files.exists(file)) {
            terminal.err().println("modinfo: ERROR: Module " + file + " not found.");
            return ExitCode.REFUSED;
        }
        try {
            ModuleFile module = ModuleFile.read(file);
            String value = ModuleFields.of(module).get(field);
            String one = value == null ? "" : String.join("\n", ModuleFields.lines(field, value)) + "\n";
            terminal.out().print(field.isEmpty() ? ModuleFields.text(module) : one);
            return ExitCode.DONE;
        } catch (KlpException e) {
            terminal.err().println("modinfo: ERROR: " + Errors.oneLine(e));
            return ExitCode.REFUSED;
        }
    }
}
