package org.klp4j.cli;

import picocli.CommandLine.Option;

/** The option {@code -o} of every verb that prints a table. */
final class OutputFormat {
    enum Kind {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            description = "form of the output, text unless given")
    private Kind kind = Kind.text;

    boolean json() {
        return kind == Kind.json;
    }

    /** Prints the table in the form asked for; as text, {@code whenEmpty} when it has no rows. */
    void print(Terminal terminal, Table table, String whenEmpty) {
        if (json()) {
            terminal.out().println(Json.of(table.maps()));
        } else if (table.isEmpty()) {
            terminal.out().println(whenEmpty);
        } else {
            terminal.out().print(table.text());
        }
    }
}
