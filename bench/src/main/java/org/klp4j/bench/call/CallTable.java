package org.klp4j.bench.call;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs {@link CallCost} on one JDK and puts its figures side by side. */
public final class CallTable {
    private CallTable() {}

    /**
     * Markdown: a row per shape, a column per situation; nanoseconds, and what completed ÷ fixed comes to.
     *
     * @param brief two shapes, one fork
     */
    public static String markdown(Path javaHome, Path agent, String result, boolean brief) throws RunnerException {
        ChainedOptionsBuilder builder = new OptionsBuilder();
        if (brief) {
            builder.param("shape", "static", "constructor");
        }
        Options options = builder.include(CallCost.class.getName())
                .jvm(javaHome.resolve("bin/java").toString())
                .jvmArgs("-Dklp4j.agent=" + agent, "-Djdk.attach.allowAttachSelf=true", "-Xmx512m")
                .forks(brief ? 1 : 2)
                .warmupIterations(4)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(5)
                .measurementTime(TimeValue.milliseconds(500))
                .resultFormat(ResultFormatType.JSON)
                .result(result)
                .build();
        return table(new Runner(options).run());
    }

    private static String table(Collection<RunResult> results) {
        Map<String, Map<Situation, Double>> rows = new TreeMap<>();
        for (RunResult result : results) {
            Situation situation = Situation.valueOf(result.getParams().getParam("situation"));
            rows.computeIfAbsent(result.getParams().getParam("shape"), shape -> new TreeMap<>())
                    .put(situation, result.getPrimaryResult().getScore());
        }
        List<String> lines = new ArrayList<>();
        lines.add("| shape | plain | idle agent | fixed source | completed | stacked 3 | disabled | switched | pending"
                + " | completed ÷ fixed | idle ÷ plain |");
        lines.add("|---|---|---|---|---|---|---|---|---|---|---|");
        rows.forEach((shape, row) -> lines.add(line(shape, row)));
        return String.join("\n", lines) + "\n";
    }

    private static String line(String shape, Map<Situation, Double> row) {
        StringBuilder line = new StringBuilder("| ").append(shape);
        for (Situation situation : List.of(
                Situation.PLAIN,
                Situation.IDLE_AGENT,
                Situation.FIXED,
                Situation.COMPLETED,
                Situation.STACKED,
                Situation.DISABLED,
                Situation.SWITCHED,
                Situation.PENDING)) {
            line.append(" | ").append(number(row.getOrDefault(situation, Double.NaN)));
        }
        line.append(" | ").append(ratio(row, Situation.COMPLETED, Situation.FIXED));
        return line.append(" | ")
                .append(ratio(row, Situation.IDLE_AGENT, Situation.PLAIN))
                .append(" |")
                .toString();
    }

    private static String ratio(Map<Situation, Double> row, Situation above, Situation below) {
        return number(row.getOrDefault(above, Double.NaN) / row.getOrDefault(below, Double.NaN));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
