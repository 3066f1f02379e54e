package org.klp4j.cli;

import picocli.CommandLine.Option;

/** The option every verb has. */
final class Help {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean requested;
}
