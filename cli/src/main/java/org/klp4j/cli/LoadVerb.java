package org.klp4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.KlpException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "klp load",
        header = "load a livepatch module into a JVM and wait for its transition",
        description = {
            "Brings the agent in when the JVM has none. The patch is enabled at once; threads switch to it one by one,",
            "each when it is in none of the patched functions. When the time is out the transition goes on and the exit",
            "status is 3."
        },
        footer = {
            "",
            "Examples:",
            "  klp load 4711 log4shell.klp.jar",
            "  klp load DemoService log4shell.klp.jar --wait 5m",
            "  klp check 4711 log4shell.klp.jar      tells what it would do, and changes nothing"
        })
final class LoadVerb implements Verb {
    @Mixin
    private TargetParameter target = new TargetParameter();

    @Parameters(index = "1", paramLabel = "MODULE", description = "the module's file, NAME.klp.jar")
    private Path module = Path.of("");

    @Parameters(index = "2..*", arity = "0..*", paramLabel = "NAME=VALUE", description = "module parameters")
    private List<String> parameters = List.of();

    @Mixin
    private CopiesOption copies = new CopiesOption();

    @Mixin
    private WaitOption wait = new WaitOption();

    @Override
    public boolean takes(String... arguments) {
        boolean usual = arguments.length == 2 && plain(arguments[0]) && plain(arguments[1]);
        if (usual) {
            target = new TargetParameter(arguments[0]);
            module = Path.of(arguments[1]);
        }
        return usual;
    }

    /** Whether the parser would take this for what it is: it begins like no option, argument file or quotation. */
    private static boolean plain(String argument) {
        return !argument.isEmpty() && "-@\"'".indexOf(argument.charAt(0)) < 0 && argument.indexOf('\0') < 0;
    }

    @Override
    public int run(Terminal terminal) throws KlpException, InterruptedException {
        Target jvm = target.find();
        ModuleFile file = ModuleFile.read(module);
        try (Connection connection = LateAttach.open(jvm, terminal)) {
            TransitionWatch watch = new TransitionWatch(connection, target.text(), file.name(), true, terminal);
            connection
                    .insmod(module.toString(), file.bytes(), copies.with(parameters))
                    .forEach(note -> terminal.out().println("note: " + note));
            if (!file.image().info().livepatch()) {
                terminal.out().println(file.name() + ": loaded; it is an ordinary module and patches nothing");
                return ExitCode.DONE;
            }
            return watch.await(wait.limit());
        }
    }
}
