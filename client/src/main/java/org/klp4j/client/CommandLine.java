package org.klp4j.client;

import java.util.List;
import java.util.Set;

/** Reads the main class out of a {@code java} command line, for JVMs that publish no data about themselves. */
final class CommandLine {
    private static final Set<String> WITH_VALUE = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--upgrade-module-path",
            "--add-modules",
            "--add-reads",
            "--add-exports",
            "--add-opens",
            "--patch-module",
            "--limit-modules",
            "--enable-native-access",
            "--source",
            "-d",
            "--describe-module");
    private static final Set<String> MAIN_FOLLOWS = Set.of("-jar", "-m", "--module");

    private CommandLine() {}

    /** The main class, {@code module/class} or jar; empty when the line names none. */
    static String mainClass(List<String> arguments) {
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (WITH_VALUE.contains(argument) || MAIN_FOLLOWS.contains(argument)) {
                i++;
                if (MAIN_FOLLOWS.contains(argument) && i < arguments.size()) {
                    return arguments.get(i);
                }
            } else if (!argument.startsWith("-") && !argument.startsWith("@")) {
                return argument;
            }
        }
        return "";
    }
}
