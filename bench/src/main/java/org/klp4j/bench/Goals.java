package org.klp4j.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.klp4j.bench.build.BuildTime;
import org.klp4j.bench.call.CallTable;
import org.klp4j.bench.footprint.Footprint;
import org.klp4j.bench.growth.Growth;
import org.klp4j.bench.pair.PromptToEffect;
import org.klp4j.bench.report.Archive;
import org.klp4j.bench.report.Figures;
import org.klp4j.bench.report.Result;
import org.klp4j.bench.report.Table;
import org.klp4j.bench.service.UnderLoad;

/** What was to be reached, and what was, at the head of the page. */
final class Goals {
    private Goals() {}

    private interface Measure {
        double of(Result result);
    }

    private record Goal(String scenario, String text, Limit limit, Measure measure) {}

    private static final List<Goal> GOALS = List.of(
            new Goal(
                    "calls",
                    "completed patch ÷ fixed source, median of the shapes",
                    Limit.about(1),
                    result -> Figures.median(CallTable.completedRatios(result))),
            new Goal(
                    "calls",
                    "idle agent ÷ no agent, median of the shapes",
                    Limit.about(1),
                    result -> Figures.median(CallTable.idleRatios(result))),
            new Goal(
                    "calls",
                    "an unpatched call in one JVM ÷ in another, most, for comparison",
                    Limit.NONE,
                    result -> Figures.median(CallTable.plainSpreads(result))),
            new Goal(
                    "calls",
                    "switched thread, ns over an unpatched call, worst shape",
                    Limit.of(5),
                    CallTable::switchedMore),
            new Goal(
                    "calls",
                    "pending thread, ns over an unpatched call, worst of all",
                    Limit.of(30),
                    CallTable::pendingMore),
            new Goal(
                    "service",
                    "lost work ÷ one raw redefinition's, late attach",
                    Limit.on(25, 1.3),
                    result -> UnderLoad.lostRatio(result, UnderLoad.LATE)),
            new Goal(
                    "service",
                    "the same, agent at start",
                    Limit.of(1.3),
                    result -> UnderLoad.lostRatio(result, UnderLoad.AT_START)),
            new Goal(
                    "service",
                    "p99.9 around a patch ÷ before, late attach",
                    Limit.of(1.5),
                    result -> UnderLoad.tail(result, UnderLoad.LATE)),
            new Goal(
                    "service",
                    "around one raw redefinition ÷ before, for comparison",
                    Limit.NONE,
                    result -> UnderLoad.rawTail(result, UnderLoad.LATE)),
            new Goal(
                    "service",
                    "p99.9 around a patch ÷ before, agent at start",
                    Limit.of(1.5),
                    result -> UnderLoad.tail(result, UnderLoad.AT_START)),
            new Goal(
                    "service",
                    "around one raw redefinition ÷ before, for comparison",
                    Limit.NONE,
                    result -> UnderLoad.rawTail(result, UnderLoad.AT_START)),
            new Goal(
                    "service",
                    "longest stop ÷ one raw redefinition's, late attach",
                    Limit.of(1.2),
                    result -> UnderLoad.stopRatio(result, UnderLoad.LATE)),
            new Goal(
                    "service",
                    "the same, agent at start",
                    Limit.of(1.2),
                    result -> UnderLoad.stopRatio(result, UnderLoad.AT_START)),
            new Goal(
                    "growth",
                    "longest stop ÷ one raw redefinition's, median of all sizes",
                    Limit.of(1.2),
                    Growth::stopRatio),
            new Goal(
                    "prompt",
                    "prompt to in effect, ms",
                    Limit.of(1000),
                    result -> PromptToEffect.effect(result, "klp4j")),
            new Goal(
                    "prompt",
                    "second load into the same JVM, ms",
                    Limit.of(500),
                    result -> PromptToEffect.effect(result, PromptToEffect.SECOND)),
            new Goal("prompt", "torn requests", Limit.of(0), result -> PromptToEffect.torn(result, "klp4j")),
            new Goal(
                    "prompt",
                    "torn by one raw redefinition, for comparison",
                    Limit.NONE,
                    result -> PromptToEffect.torn(result, "raw redefineClasses")),
            new Goal(
                    "build",
                    "module from the 1.7 MB log4j-core pair, ms",
                    Limit.of(1000),
                    result -> BuildTime.millis(result, "log4j-core")),
            new Goal(
                    "build",
                    "module from a 23 MB pair, ms",
                    Limit.of(5000),
                    result -> BuildTime.millis(result, "fastutil")),
            new Goal("footprint", Footprint.JAR, Limit.of(600), result -> agent(result, Footprint.JAR)),
            new Goal("footprint", "threads at rest", Limit.of(1), result -> agent(result, Footprint.THREADS)),
            new Goal("footprint", Footprint.HEAP, Limit.of(4096), result -> agent(result, Footprint.HEAP)));

    private static double agent(Result result, String figure) {
        return result.median(Map.of("what", "agent"), figure);
    }

    /**
     * The table, and above it what the figures in bold mean, when there are any.
     *
     * @param docs the way from the page to {@code docs/}
     */
    static String table(Archive archive, String docs) throws IOException {
        String table = table(archive);
        String missed = "A figure in **bold** misses its goal; [ADR 16](" + docs
                + "adr/0016-what-the-benchmarks-taught.md) says why and what was tried.\n\n";
        return table.contains("**") ? missed + table : table;
    }

    private static String table(Archive archive) throws IOException {
        List<String> columns = new ArrayList<>(List.of("figure", "at most"));
        List<Integer> features = new ArrayList<>();
        for (Goal goal : GOALS) {
            for (Result result : archive.of(goal.scenario)) {
                if (!features.contains(result.feature())) {
                    features.add(result.feature());
                }
            }
        }
        features.sort(null);
        features.forEach(feature -> columns.add("on " + feature));
        Table table = new Table(columns.toArray(String[]::new));
        for (Goal goal : GOALS) {
            table.row(cells(goal, archive.of(goal.scenario), features));
        }
        return table.toString();
    }

    private static List<String> cells(Goal goal, List<Result> results, List<Integer> features) {
        List<String> cells = new ArrayList<>(List.of(goal.text, goal.limit.text()));
        for (int feature : features) {
            double value = results.stream()
                    .filter(result -> result.feature() == feature)
                    .mapToDouble(goal.measure::of)
                    .findFirst()
                    .orElse(Double.NaN);
            String mark = goal.limit.missed(feature, value) ? "**" : "";
            cells.add(mark + Figures.number(value) + mark);
        }
        return cells;
    }
}
