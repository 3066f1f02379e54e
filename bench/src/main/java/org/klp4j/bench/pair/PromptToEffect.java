package org.klp4j.bench.pair;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.klp4j.bench.lab.Command;
import org.klp4j.bench.lab.Lab;
import org.klp4j.bench.lab.Scenario;
import org.klp4j.bench.peer.Fix;
import org.klp4j.bench.peer.Klp;
import org.klp4j.bench.peer.Peers;
import org.klp4j.bench.peer.Tool;
import org.klp4j.bench.report.Figures;
import org.klp4j.bench.report.Plot;
import org.klp4j.bench.report.Result;
import org.klp4j.bench.report.Row;
import org.klp4j.bench.report.Table;
import org.klp4j.format.KlpException;

/** The same fix by every tool: when it is in effect, what it tore, what work it cost, how long it stopped the JVM. */
public final class PromptToEffect implements Scenario {
    private static final String RESTART = "restart of the process";

    /** A load into a JVM that was patched before. */
    public static final String SECOND = "klp4j, next module";

    private static final List<String> COLUMNS =
            List.of(PairRun.EFFECT, PairRun.COMMAND, PairRun.TORN, PairRun.LOST, PairRun.STOP);

    @Override
    public String name() {
        return "prompt";
    }

    @Override
    public List<Row> run(Lab lab) throws Exception {
        List<Row> rows = new ArrayList<>();
        Path folder = lab.folder("pair");
        Fix fix = PairSource.fix(folder, 2);
        Command.run(List.of(lab.klp(), "help")); // builds what is stale, and warms the disk's cache
        for (Tool tool : Peers.all(lab)) {
            rows.add(measure(lab, tool.name(), () -> {
                try (PairRun run = new PairRun(lab, fix, tool.options(fix))) {
                    return run.apply(tool);
                }
            }));
        }
        rows.add(measure(lab, SECOND, () -> second(lab, fix)));
        rows.add(measure(lab, RESTART, () -> {
            try (PairRun run = new PairRun(lab, fix, List.of())) {
                return run.restart();
            }
        }));
        try {
            rows.addAll(new Parts(lab, fix).rows());
        } catch (IOException | KlpException e) {
            lab.say("parts: %s", e.toString());
        }
        return rows;
    }

    private interface Measurement {
        Map<String, Double> take() throws IOException, InterruptedException, KlpException;
    }

    /** Takes it as often as the plan says; a failure is a row that says why. */
    private static Row measure(Lab lab, String name, Measurement measurement) throws InterruptedException {
        Map<String, String> key = Map.of("tool", name);
        try {
            Map<String, List<Double>> values = new TreeMap<>();
            for (int run = lab.brief() ? 1 : 0; run <= lab.runs(); run++) {
                Map<String, Double> figures = measurement.take();
                if (run > 0) {
                    figures.forEach((figure, value) -> values.computeIfAbsent(figure, f -> new ArrayList<>())
                            .add(value));
                }
            }
            Row row = Row.of(key, values);
            lab.say("%s: in effect after %s ms", name, Figures.spread(row.all(PairRun.EFFECT)));
            return row;
        } catch (IOException | KlpException | RuntimeException e) {
            Row row = Row.failed(key, e);
            lab.say("%s: %s", name, row.note());
            return row;
        }
    }

    /** A JVM that was patched before: only the time of the command, for the code it changes is not the first fix's. */
    private static Map<String, Double> second(Lab lab, Fix fix) throws IOException, InterruptedException, KlpException {
        Klp klp = new Klp(lab, false);
        Fix next = PairSource.fix(fix.folder(), 3);
        try (PairRun run = new PairRun(lab, fix, List.of())) {
            klp.apply(run.pid(), fix);
            long start = System.nanoTime();
            klp.apply(run.pid(), next);
            double command = (System.nanoTime() - start) / 1e6;
            return new TreeMap<>(Map.of(PairRun.COMMAND, command, PairRun.EFFECT, command));
        }
    }

    /** Milliseconds from the prompt to in effect. */
    public static double effect(Result result, String tool) {
        return result.median(Map.of("tool", tool), PairRun.EFFECT);
    }

    /** Torn requests of one patch. */
    public static double torn(Result result, String tool) {
        return result.median(Map.of("tool", tool), PairRun.TORN);
    }

    @Override
    public String page(List<Result> results, Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("""
                ## From the shell prompt to in effect, and what it tears

                Sixteen threads make requests of about a millisecond that call two functions; the fix changes both. *In
                effect*: from the start of the command until no request is answered by old code any more. *Torn*: requests that
                ran the old one and the new one. *Lost work*: what the service did not do in the 2 s from the command on, in
                milliseconds of its rate before. Peers get the fixed classes (Byteman a rule, Byte Buddy an advice). The
                command of klp4j also waits until the transition is complete. The restart is of this small program, which is up at
                once and cold; how long the demo's service takes is in the last section but one.

                """);
        for (Result result : results) {
            text.append("### ")
                    .append(result.java())
                    .append("\n\n")
                    .append(table(result))
                    .append('\n');
            text.append(Parts.table(result)).append('\n');
        }
        plot(results, folder.resolve("prompt.svg"));
        return text.append("![in effect](benchmarks/prompt.svg)\n").toString();
    }

    private static Table table(Result result) {
        Table table = new Table("tool", "in effect, ms", "command, ms", "torn", "lost work, ms", "longest stop, ms");
        for (Row row : result.rows()) {
            if (row.key().containsKey("tool")) {
                List<String> cells = new ArrayList<>(List.of(row.get("tool")));
                for (String column : COLUMNS) {
                    cells.add(
                            row.note().isEmpty() || !column.equals(PairRun.EFFECT)
                                    ? Figures.spread(row.all(column))
                                    : row.note());
                }
                table.row(cells);
            }
        }
        return table;
    }

    private static void plot(List<Result> results, Path file) throws IOException {
        List<String> names = results.stream()
                .flatMap(result -> result.rows().stream())
                .filter(row -> row.key().containsKey("tool") && row.note().isEmpty())
                .map(row -> row.get("tool"))
                .distinct()
                .toList();
        List<Plot.Series> series = results.stream()
                .map(result -> new Plot.Series(
                        "on " + result.feature(),
                        List.of(),
                        names.stream()
                                .map(name -> result.median(Map.of("tool", name), PairRun.EFFECT))
                                .toList()))
                .toList();
        Plot.bars(file, "From the prompt to in effect", "ms", names, series);
    }
}
