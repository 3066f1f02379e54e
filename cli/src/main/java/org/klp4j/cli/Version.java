package org.klp4j.cli;

import java.util.List;

/** {@code klp --version}: the version of this command, and of the agent it brings along. */
final class Version {
    private Version() {}

    static boolean answers(String name) {
        return List.of("version", "-V", "--version").contains(name);
    }

    static int print(Terminal terminal) {
        terminal.out().println("klp " + Version.class.getPackage().getImplementationVersion());
        return ExitCode.DONE;
    }
}
