package org.klp4j.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The verbs by name. Only the one that was typed is made, for a quick start. */
final class Verbs {
    private static final List<String> NAMES = List.of(
            "build", "cat", "check", "demo", "disable", "dmesg", "echo", "enable", "force", "info", "insmod", "list",
            "load", "ls", "lsmod", "modinfo", "mount", "rmmod", "signal", "status", "sysctl", "tasks", "umount",
            "unload");

    private static final int USAGE_WIDTH = 120;

    private Verbs() {}

    static @Nullable Verb of(String name) {
        return NAMES.contains(name) ? required(name) : null;
    }

    static Verb required(String name) {
        return switch (name) {
            case "build" -> new BuildVerb();
            case "cat" -> new CatVerb();
            case "check" -> new CheckVerb();
            case "demo" -> new DemoVerb();
            case "disable" -> new DisableVerb();
            case "dmesg" -> new DmesgVerb();
            case "echo" -> new EchoVerb();
            case "enable" -> new EnableVerb();
            case "force" -> new ForceVerb();
            case "info" -> new InfoVerb();
            case "insmod" -> new InsmodVerb();
            case "list" -> new ListVerb();
            case "load" -> new LoadVerb();
            case "ls" -> new LsVerb();
            case "lsmod" -> new LsmodVerb();
            case "modinfo" -> new ModinfoVerb();
            case "mount" -> new MountVerb();
            case "rmmod" -> new RmmodVerb();
            case "signal" -> new SignalVerb();
            case "status" -> new StatusVerb();
            case "sysctl" -> new SysctlVerb();
            case "tasks" -> new TasksVerb();
            case "umount" -> new UmountVerb();
            case "unload" -> new UnloadVerb();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The command line of a verb, with the option that every verb has. */
    static CommandLine commandLine(Verb verb) {
        CommandLine line = new CommandLine(verb).setUsageHelpWidth(USAGE_WIDTH);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("show this help")
                        .build());
        return line;
    }

    /** What to do about a verb that does not exist: the nearest one that does, and where all are listed. */
    static String hint(String wrong) {
        String near = NAMES.stream()
                .min((a, b) -> Integer.compare(distance(wrong, a), distance(wrong, b)))
                .filter(name -> distance(wrong, name) <= 2)
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("");
        return near.isEmpty() ? "; see 'klp help'" : near;
    }

    /** The number of letters to add, drop or replace that turn {@code a} into {@code b} (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
