package org.klp4j.cli;

import java.util.List;
import java.util.Locale;

/** {@code klp help}: every verb in a line. */
final class Overview {
    private record Group(String title, List<String> verbs) {}

    private static final List<Group> GROUPS = List.of(
            new Group("Look", List.of("list", "status", "tasks", "dmesg")),
            new Group("Prepare a module", List.of("build", "info", "check")),
            new Group("Patch", List.of("load", "disable", "enable", "unload")),
            new Group("When a transition is stuck", List.of("signal", "force")),
            new Group("The control tree", List.of("ls", "cat", "echo", "mount", "umount")),
            new Group(
                    "The kernel's tools, for the JVM in KLP_TARGET",
                    List.of("insmod", "rmmod", "lsmod", "modinfo", "sysctl")),
            new Group("See it work", List.of("demo")));

    private static final String TAIL = """
            'klp help VERB' tells more, 'klp --version' the version. TARGET is a pid or a part of the main class name.
            Exit status: 0 done, 1 refused or failed, 2 usage, 3 timed out and still in transition.

            Examples:
              klp list
              klp build --old log4j-core-2.14.1.jar --new log4j-core-2.12.2.jar \\
                  --only org.apache.logging.log4j.core.net.JndiManager.lookup -o log4shell.klp.jar
              klp check 4711 log4shell.klp.jar && klp load 4711 log4shell.klp.jar
              klp status 4711
            """;

    private Overview() {}

    static boolean answers(String name) {
        return List.of("help", "-h", "--help").contains(name);
    }

    static int print(Terminal terminal) {
        StringBuilder text = new StringBuilder("Usage: klp VERB [ARGUMENT]...\nLivepatches for running JVMs.\n");
        for (Group group : GROUPS) {
            text.append('\n').append(group.title).append(":\n");
            group.verbs.forEach(verb -> text.append(String.format(Locale.ROOT, "  %-9s %s%n", verb, headerOf(verb))));
        }
        terminal.out().print(text.append('\n').append(TAIL));
        return ExitCode.DONE;
    }

    private static String headerOf(String verb) {
        return String.join(
                " ",
                Verbs.commandLine(Verbs.required(verb))
                        .getCommandSpec()
                        .usageMessage()
                        .header());
    }
}
