package org.klp4j.bench.report;

import java.util.List;

/** A Markdown table. */
public final class Table {
    private final StringBuilder text = new StringBuilder();

    /** Begins one with these columns. */
    public Table(String... columns) {
        row(List.of(columns));
        text.append("|---".repeat(columns.length)).append("|\n");
    }

    /** Adds a row. */
    public Table row(List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
        return this;
    }

    /** Adds a row. */
    public Table row(String... cells) {
        return row(List.of(cells));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
