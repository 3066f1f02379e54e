package org.klp4j.cli;

import java.util.List;
import org.klp4j.client.Connection;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "klp sysctl",
        header = "read or set kernel.ftrace_enabled, as sysctl(8) does",
        footer = {
            "",
            "Examples:",
            "  KLP_TARGET=4711 klp sysctl kernel.ftrace_enabled",
            "  klp sysctl kernel.ftrace_enabled=0"
        })
final class SysctlVerb implements Verb {
    private static final String PREFIX = "kernel.";

    @Option(
            names = {"-q", "--quiet"},
            description = "do not print what was set")
    private boolean quiet;

    @Option(
            names = {"-n", "--values"},
            description = "print values without names")
    private boolean values;

    @Parameters(arity = "1..*", paramLabel = "NAME[=VALUE]", description = "kernel.ftrace_enabled")
    private List<String> settings = List.of();

    @Override
    public int run(Terminal terminal) throws KlpException {
        int status = ExitCode.DONE;
        try (Connection connection = KernelTools.open()) {
            for (String setting : settings) {
                status = Math.max(status, apply(connection, setting, terminal));
            }
        }
        return status;
    }

    private int apply(Connection connection, String setting, Terminal terminal) {
        int equals = setting.indexOf('=');
        String key =
                (equals < 0 ? setting : setting.substring(0, equals)).strip().replace('/', '.');
        if (!key.equals(PREFIX + "ftrace_enabled")) {
            return refuse(terminal, "cannot stat /proc/sys/" + key.replace('.', '/') + ": No such file or directory");
        }
        String node = "sys/" + key.substring(PREFIX.length());
        try {
            if (equals >= 0) {
                connection.store(node, setting.substring(equals + 1).strip());
                print(terminal, key, setting.substring(equals + 1).strip(), quiet);
            } else {
                print(terminal, key, connection.show(node).strip(), false);
            }
            return ExitCode.DONE;
        } catch (KlpException e) {
            String doing = equals < 0 ? "reading" : "setting";
            return refuse(terminal, doing + " key \"" + key + "\": " + KernelTools.text(e));
        }
    }

    private void print(Terminal terminal, String key, String value, boolean silent) {
        if (!silent) {
            terminal.out().println(values ? value : key + " = " + value);
        }
    }

    private static int refuse(Terminal terminal, String problem) {
        terminal.err().println("sysctl: " + problem);
        return ExitCode.REFUSED;
    }

    @Override
    public String errorLine(String name, KlpException refusal) {
        return name + ": ERROR: " + Errors.oneLine(refusal);
    }
}
