package org.klp4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.klp4j.bench.lab.Scenario;
import org.klp4j.bench.report.Archive;
import org.klp4j.bench.report.Result;

/** The page, written anew out of all results that are kept. */
final class Page {
    private static final String BEGIN = "<!-- written by bench/run -->";
    private static final String END = "<!-- end -->";
    private static final int WIDTH = 120;

    private Page() {}

    static void write(Path file, List<Scenario> scenarios, Archive archive) throws IOException {
        List<Result> all = new ArrayList<>();
        StringBuilder parts = new StringBuilder();
        for (Scenario scenario : scenarios) {
            List<Result> results = archive.of(scenario.name());
            if (!results.isEmpty()) {
                all.addAll(results);
                parts.append('\n').append(scenario.page(results, archive.folder()));
            }
        }
        if (!all.isEmpty()) {
            Files.writeString(file, head(all) + Goals.table(archive, "") + parts);
        }
    }

    /** Quotes the goals in another page, between two marks, if it has them. */
    static void quote(Path page, Archive archive) throws IOException {
        String text = Files.isRegularFile(page) ? Files.readString(page) : "";
        int from = text.indexOf(BEGIN);
        int to = text.indexOf(END);
        if (from >= 0 && to > from) {
            Files.writeString(
                    page,
                    text.substring(0, from + BEGIN.length()) + "\n" + Goals.table(archive, "docs/")
                            + text.substring(to));
        }
    }

    private static String head(List<Result> all) {
        Result any = all.get(0);
        List<String> javas = all.stream().map(Result::java).distinct().sorted().toList();
        List<String> dates = all.stream().map(Result::date).distinct().sorted().toList();
        boolean brief = all.stream().anyMatch(result -> result.scope().equals("brief"));
        long seconds = all.stream().mapToLong(Result::seconds).sum();
        String text = String.format(
                Locale.ROOT,
                """
                Written by `bench/run` (%d min for all of it)%s, on %s. Measured %s, on %s, one thing at a time on an otherwise
                idle machine. Figures are medians with least and most, of five runs unless said otherwise; ratios are of medians of
                the same run. The single measurements are in [benchmarks/](benchmarks/), one file for each scenario and JDK;
                `bench/run --only SCENARIO` measures one of them again and keeps the rest.
                """,
                Math.round(seconds / 60.0),
                brief ? ", **some of it in brief, which only shows that it works**" : "",
                String.join(" and ", javas),
                String.join(", ", dates),
                any.machine());
        return "# Benchmarks\n\n" + wrapped(text) + "\n";
    }

    /** The words of a paragraph on lines that are not too long. */
    private static String wrapped(String text) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : text.strip().split("\\s+")) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                lines.append('\n');
                column = 0;
            }
            lines.append(column > 0 ? " " : "").append(word);
            column += (column > 0 ? 1 : 0) + word.length();
        }
        return lines.append('\n').toString();
    }
}
