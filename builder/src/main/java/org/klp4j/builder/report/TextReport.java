package org.klp4j.builder.report;

import java.util.List;

/** The report for a terminal. */
public final class TextReport {
    private TextReport() {}

    /** The lines, each ended with {@code \n}. */
    public static String of(Report report) {
        StringBuilder text = new StringBuilder();
        section(text, "carried", report.with(Fate.CARRIED));
        section(text, "not carried, the build refuses", report.with(Fate.REFUSED));
        section(text, "left out by --only or --exclude", report.with(Fate.EXCLUDED));
        section(text, "noted", report.with(Fate.NOTED));
        if (!report.warnings().isEmpty()) {
            text.append("warnings:\n");
            report.warnings()
                    .forEach(warning -> text.append("  ").append(warning).append('\n'));
        }
        return text.toString();
    }

    private static void section(StringBuilder text, String title, List<Item> items) {
        if (items.isEmpty()) {
            return;
        }
        text.append(title).append(" (").append(items.size()).append("):\n");
        items.forEach(item -> text.append("  ").append(item.line()).append('\n'));
    }
}
