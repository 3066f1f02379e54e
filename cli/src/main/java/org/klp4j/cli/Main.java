package org.klp4j.cli;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.KlpException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command {@code klp}. */
public final class Main {
    private Main() {}

    /** Runs one verb and exits with its {@link ExitCode}. */
    public static void main(String[] args) {
        Terminal terminal = Terminal.standard();
        int status = run(terminal, args);
        terminal.out().flush();
        System.exit(status);
    }

    /**
     * Runs one verb in this process.
     *
     * @param args the verb and its arguments, as typed after {@code klp}
     * @return an {@link ExitCode}
     */
    public static int run(Terminal terminal, String... args) {
        if (args.length == 0) {
            return fail(terminal, ExitCode.USAGE, "klp: which verb? See 'klp help'");
        }
        String name = args[0];
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        if (Overview.answers(name)) {
            return rest.length == 0 ? Overview.print(terminal) : run(terminal, rest[0], "--help");
        }
        if (Version.answers(name)) {
            return Version.print(terminal);
        }
        @Nullable Verb verb = Verbs.of(name);
        if (verb == null) {
            return fail(terminal, ExitCode.USAGE, "klp: no verb '" + name + "'" + Verbs.hint(name));
        }
        return run(terminal, name, verb, rest);
    }

    private static int run(Terminal terminal, String name, Verb verb, String[] args) {
        if (!Boolean.getBoolean("klp.train") && verb.takes(args)) { // other verbs need the parser in the archive
            return guarded(terminal, name, verb);
        }
        CommandLine line = Verbs.commandLine(verb);
        try {
            line.parseArgs(args);
        } catch (ParameterException e) {
            String problem = Errors.lowerCase(Errors.oneLine(e));
            return fail(terminal, ExitCode.USAGE, "klp " + name + ": " + problem + "; see 'klp help " + name + "'");
        }
        if (line.isUsageHelpRequested()) {
            terminal.out().println(usage(line));
            return ExitCode.DONE;
        }
        return guarded(terminal, name, verb);
    }

    private static String usage(CommandLine line) {
        line.getCommandSpec()
                .usageMessage()
                .synopsisHeading("%nUsage: ")
                .descriptionHeading("%n")
                .parameterListHeading("%n")
                .optionListHeading("%n");
        return line.getUsageMessage().stripTrailing();
    }

    private static int guarded(Terminal terminal, String name, Verb verb) {
        try {
            return verb.run(terminal);
        } catch (KlpException e) {
            return fail(terminal, ExitCode.REFUSED, verb.errorLine(name, e));
        } catch (IOException | InterruptedException e) {
            return fail(terminal, ExitCode.REFUSED, "klp " + name + ": " + Errors.oneLine(e));
        } catch (RuntimeException e) {
            return fail(terminal, ExitCode.REFUSED, broken(terminal, name, e));
        } catch (OutOfMemoryError e) {
            long most = Runtime.getRuntime().maxMemory() >> 20;
            String remedy = "; give it more, e.g. JAVA_TOOL_OPTIONS=-Xmx" + 2 * most + "m";
            return fail(terminal, ExitCode.REFUSED, "klp " + name + ": " + most + " MB of heap are too few" + remedy);
        }
    }

    private static String broken(Terminal terminal, String name, RuntimeException e) {
        if (System.getenv("KLP_DEBUG") != null) {
            e.printStackTrace(terminal.err());
        }
        return "klp " + name + ": defect in klp4j: " + Errors.oneLine(e)
                + "; KLP_DEBUG=1 shows where, please report it";
    }

    private static int fail(Terminal terminal, int status, String line) {
        terminal.out().flush();
        terminal.err().println(line);
        return status;
    }
}
