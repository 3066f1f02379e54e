package org.klp4j.bench.call;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.klp4j.bench.lab.Lab;
import org.klp4j.bench.lab.Scenario;
import org.klp4j.bench.report.Figures;
import org.klp4j.bench.report.Plot;
import org.klp4j.bench.report.Result;
import org.klp4j.bench.report.Row;
import org.klp4j.bench.report.Table;
import org.klp4j.format.KlpException;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What a call of a patched method costs, in every situation and shape. */
public final class CallTable implements Scenario {
    private static final String NANOS = "ns";
    private static final List<String> SHAPES =
            List.of("static", "large", "virtual", "interface", "constructor", "lambda");
    private static final List<Situation> SITUATIONS = List.of(
            Situation.PLAIN,
            Situation.IDLE_AGENT,
            Situation.FIXED,
            Situation.COMPLETED,
            Situation.STACKED,
            Situation.DISABLED,
            Situation.SWITCHED,
            Situation.PENDING);

    @Override
    public String name() {
        return "calls";
    }

    @Override
    public List<Row> run(Lab lab) throws Exception {
        List<String> shapes = lab.brief() ? List.of("static", "constructor") : SHAPES;
        Path folder = prepare(lab);
        List<String> options = List.of(
                "-Dklp4j.agent=" + lab.agent(),
                "-Djdk.attach.allowAttachSelf=true",
                "-XX:+EnableDynamicAgentLoading",
                "-Xmx512m",
                "-D" + Library.FOLDER + "=" + folder,
                "-D" + CallCost.LONG_MILLIS + "=" + lab.scaled(500, 20_000));
        List<Row> rows = new ArrayList<>();
        rows.addAll(measure(lab, options, lab.scaled(1, 5), SITUATIONS, shapes));
        rows.addAll(measure(lab, options, lab.scaled(1, 5), List.of(Situation.PENDING_DEEP), List.of("static")));
        rows.addAll(measure(lab, options, 1, List.of(Situation.PENDING_LONG), List.of("static")));
        rows.addAll(Inlining.rows(lab, options, shapes));
        return rows;
    }

    private static Path prepare(Lab lab) throws IOException, KlpException {
        Path folder = lab.folder("calls");
        SubjectSource.prepare(folder);
        return folder;
    }

    private static List<Row> measure(
            Lab lab, List<String> options, int forks, List<Situation> situations, List<String> shapes)
            throws RunnerException, IOException {
        Path raw = Files.createDirectories(Path.of("bench/target/jmh"));
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(CallCost.class.getName())
                        .jvm(lab.jdk().java())
                        .jvmArgs(options.toArray(String[]::new))
                        .param("situation", situations.stream().map(Enum::name).toArray(String[]::new))
                        .param("shape", shapes.toArray(String[]::new))
                        .forks(forks)
                        .warmupIterations(1)
                        .warmupTime(TimeValue.milliseconds(150))
                        .measurementIterations(2)
                        .measurementTime(TimeValue.milliseconds(80))
                        .verbosity(VerboseMode.SILENT)
                        .resultFormat(ResultFormatType.JSON)
                        .result(raw.resolve("calls-" + lab.jdk().feature() + "-" + situations.get(0) + ".json")
                                .toString())
                        .build())
                .run();
        return results.stream().map(result -> row(lab, result)).toList();
    }

    private static Row row(Lab lab, RunResult result) {
        String situation = result.getParams().getParam("situation");
        String shape = result.getParams().getParam("shape");
        Row row = Row.of(
                Map.of("situation", situation, "shape", shape),
                Map.of(
                        NANOS,
                        result.getBenchmarkResults().stream()
                                .map(fork -> fork.getPrimaryResult().getScore())
                                .toList()));
        lab.say("%s %s: %s ns", shape, situation, Figures.spread(row.all(NANOS)));
        return row;
    }

    /** The median cost; NaN where it was not measured. */
    private static double cost(Result result, Situation situation, String shape) {
        return result.median(Map.of("situation", situation.name(), "shape", shape), NANOS);
    }

    private static List<String> shapes(Result result) {
        return SHAPES.stream()
                .filter(shape -> !Double.isNaN(cost(result, Situation.PLAIN, shape)))
                .toList();
    }

    /** Every shape's ratio of completed to fixed. */
    public static List<Double> completedRatios(Result result) {
        return shapes(result).stream()
                .map(shape -> cost(result, Situation.COMPLETED, shape) / cost(result, Situation.FIXED, shape))
                .toList();
    }

    /** Every shape's ratio of an idle agent to none. */
    public static List<Double> idleRatios(Result result) {
        return shapes(result).stream()
                .map(shape -> cost(result, Situation.IDLE_AGENT, shape) / cost(result, Situation.PLAIN, shape))
                .toList();
    }

    /** By how much a plain call, which nothing is done to, differs from JVM to JVM: most by least, of every shape. */
    public static List<Double> plainSpreads(Result result) {
        return shapes(result).stream()
                .map(shape -> result.row(Map.of("situation", Situation.PLAIN.name(), "shape", shape)))
                .flatMap(Optional::stream)
                .map(row -> Collections.max(row.all(NANOS)) / Collections.min(row.all(NANOS)))
                .toList();
    }

    /** Nanoseconds a switched thread's call takes more than an unpatched one, at most. */
    public static double switchedMore(Result result) {
        return more(result, List.of(Situation.SWITCHED));
    }

    /** The same of a pending thread, deep and long included. */
    public static double pendingMore(Result result) {
        return more(result, List.of(Situation.PENDING, Situation.PENDING_DEEP, Situation.PENDING_LONG));
    }

    private static double more(Result result, List<Situation> situations) {
        return shapes(result).stream()
                .flatMap(shape -> situations.stream()
                        .map(situation -> cost(result, situation, shape) - cost(result, Situation.PLAIN, shape)))
                .filter(value -> !value.isNaN())
                .max(Double::compare)
                .orElse(Double.NaN);
    }

    @Override
    public String page(List<Result> results, Path folder) throws IOException {
        StringBuilder text = new StringBuilder("""
                ## A call of a patched method

                Nanoseconds a call, by JMH: each figure the median of five JVMs of its own. The subject's methods differ between
                releases in a constant only, so the cost of *fixed* (the fixed source compiled, no agent) is what a completed patch is
                held against. *Switched* and *pending*: a call while the transition is open, by a thread that is at the target, and by
                one with an affected function below on its stack.

                """);
        for (Result result : results) {
            text.append("### ")
                    .append(result.java())
                    .append("\n\n")
                    .append(table(result))
                    .append('\n');
            text.append(special(result)).append("\n\n").append(inlining(result)).append('\n');
        }
        plot(results, folder.resolve("calls.svg"));
        return text.append("![calls](benchmarks/calls.svg)\n").toString();
    }

    private static Table table(Result result) {
        Table table = new Table(
                "shape",
                "plain",
                "idle agent",
                "fixed source",
                "completed",
                "stacked 3",
                "disabled",
                "switched",
                "pending",
                "completed ÷ fixed",
                "idle ÷ plain");
        for (String shape : shapes(result)) {
            List<String> cells = new ArrayList<>(List.of(shape));
            for (Situation situation : SITUATIONS) {
                cells.add(result.row(Map.of("situation", situation.name(), "shape", shape))
                        .map(row -> Figures.spread(row.all(NANOS)))
                        .orElse("–"));
            }
            double completed = cost(result, Situation.COMPLETED, shape);
            cells.add(Figures.ratio(completed, cost(result, Situation.FIXED, shape)));
            cells.add(Figures.ratio(cost(result, Situation.IDLE_AGENT, shape), cost(result, Situation.PLAIN, shape)));
            table.row(cells);
        }
        return table;
    }

    private static String special(Result result) {
        return "A pending call with the affected function a hundred frames below: "
                + Figures.number(cost(result, Situation.PENDING_DEEP, "static"))
                + " ns; after twenty seconds of calls while"
                + " pending: " + Figures.number(cost(result, Situation.PENDING_LONG, "static")) + " ns.";
    }

    private static Table inlining(Result result) {
        Table table = new Table("what the JIT says of the call", "fixed source", "completed");
        for (String shape : shapes(result)) {
            table.row(shape, verdict(result, shape, Situation.FIXED), verdict(result, shape, Situation.COMPLETED));
        }
        return table;
    }

    private static String verdict(Result result, String shape, Situation situation) {
        return result.rows().stream()
                .filter(row ->
                        row.get("shape").equals(shape) && row.get("situation").equals(situation.name()))
                .map(row -> row.get("inlining"))
                .filter(verdict -> !verdict.isEmpty())
                .findFirst()
                .orElse("–");
    }

    private static void plot(List<Result> results, Path file) throws IOException {
        if (results.isEmpty()) {
            return;
        }
        Result last = results.get(results.size() - 1);
        List<Plot.Series> series = SITUATIONS.stream()
                .map(situation -> new Plot.Series(
                        situation.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                        List.of(),
                        shapes(last).stream()
                                .map(shape -> cost(last, situation, shape))
                                .toList()))
                .toList();
        Plot.bars(file, "A call, on " + last.java(), "ns", shapes(last), series);
    }
}
