package org.klp4j.bench.growth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.klp4j.bench.crowd.Crowd;
import org.klp4j.bench.crowd.CrowdSource;
import org.klp4j.bench.lab.Child;
import org.klp4j.bench.lab.Lab;
import org.klp4j.bench.lab.Scenario;
import org.klp4j.bench.lab.Stops;
import org.klp4j.bench.peer.Fix;
import org.klp4j.bench.peer.RawAttach;
import org.klp4j.bench.report.Figures;
import org.klp4j.bench.report.Plot;
import org.klp4j.bench.report.Result;
import org.klp4j.bench.report.Row;
import org.klp4j.bench.report.Table;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.KlpException;

/** Transition time and longest stop against number of threads, classes, functions, loaders. */
public final class Growth implements Scenario {
    private static final String LOAD = "first load, ms";
    private static final String TRANSITION = "enable to complete, ms";
    private static final String STOP = "longest stop, ms";
    private static final String RAW = "raw redefinition, ms";
    private static final String RAW_STOP = "its longest stop, ms";
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public List<Row> run(Lab lab) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (Size size : Size.all(lab.brief(), lab.jdk().feature() >= FIRST_WITH_VIRTUAL_THREADS)) {
            Map<String, String> key = Map.of("dimension", size.dimension(), "count", Integer.toString(size.count()));
            try {
                Row row = Row.of(key, measure(lab, size));
                lab.say("%d %s: %s ms", size.count(), size.dimension(), Figures.spread(row.all(TRANSITION)));
                rows.add(row);
            } catch (IOException | KlpException | RuntimeException e) {
                rows.add(Row.failed(key, e));
                lab.say("%d %s: %s", size.count(), size.dimension(), e.toString());
            }
        }
        return rows;
    }

    private static Map<String, List<Double>> measure(Lab lab, Size size)
            throws IOException, InterruptedException, KlpException {
        Path folder = lab.folder("growth");
        Fix fix = CrowdSource.fix(folder, size.classes(), size.functions());
        Stops stops = new Stops(folder.resolve("safepoints.log"));
        List<String> command = new ArrayList<>(List.of(
                lab.jdk().java(),
                "-Xmx1g",
                "-Xss256k",
                "-XX:+EnableDynamicAgentLoading",
                stops.option(),
                "-cp",
                Lab.classes().toString(),
                Crowd.class.getName(),
                fix.oldJar().toString()));
        for (int argument : new int[] {size.classes(), size.loaders(), size.threads(), size.virtualThreads()}) {
            command.add(Integer.toString(argument));
        }
        try (Child crowd = new Child(command, folder.resolve("crowd.err"))) {
            Map<String, List<Double>> values = new LinkedHashMap<>();
            klp(lab, fix, crowd, stops, values);
            raw(lab, fix, crowd, stops, values);
            return values;
        }
    }

    private static void klp(Lab lab, Fix fix, Child crowd, Stops stops, Map<String, List<Double>> values)
            throws IOException, InterruptedException, KlpException {
        Target target = Target.find(Long.toString(crowd.pid()));
        try (Connection connection = Connection.open(target)) {
            long start = System.nanoTime();
            connection.insmod(fix.patch(), Files.readAllBytes(fix.module()), List.of());
            settle(connection, fix);
            add(values, LOAD, (System.nanoTime() - start) / 1e6);
            for (int i = 0; i < lab.runs(); i++) {
                store(connection, fix, "0");
                crowd.ask("collect");
                stops.mark();
                long begin = System.nanoTime();
                store(connection, fix, "1");
                add(values, TRANSITION, (System.nanoTime() - begin) / 1e6);
                add(values, STOP, stops.longest());
            }
            store(connection, fix, "0");
            connection.rmmod(fix.patch());
        }
    }

    private static void store(Connection connection, Fix fix, String value) throws KlpException {
        connection.store("livepatch/" + fix.patch() + "/enabled", value);
        settle(connection, fix);
    }

    private static void settle(Connection connection, Fix fix) throws KlpException {
        while (!connection.show("livepatch/" + fix.patch() + "/transition").startsWith("0")) {
            Thread.onSpinWait();
        }
    }

    private static void raw(Lab lab, Fix fix, Child crowd, Stops stops, Map<String, List<Double>> values)
            throws IOException, InterruptedException {
        for (int i = 0; i <= lab.runs(); i++) {
            crowd.ask("collect");
            stops.mark();
            long begin = System.nanoTime();
            Path classes = i % 2 == 0 ? fix.newClasses() : fix.oldClasses();
            RawAttach.tell(crowd.pid(), fix.folder().resolve("raw-agent.jar"), "redefine," + classes);
            if (i > 0) { // the first one loads the agent
                add(values, RAW, (System.nanoTime() - begin) / 1e6);
                add(values, RAW_STOP, stops.longest());
            }
        }
    }

    private static void add(Map<String, List<Double>> values, String figure, double value) {
        values.computeIfAbsent(figure, f -> new ArrayList<>()).add(value);
    }

    /** Median over all sizes of klp4j's longest stop by that of plain redefinition of the same classes. */
    public static double stopRatio(Result result) {
        return Figures.median(result.rows().stream()
                .map(row -> row.median(STOP) / row.median(RAW_STOP))
                .filter(ratio -> !ratio.isNaN())
                .toList());
    }

    @Override
    public String page(List<Result> results, Path folder) throws IOException {
        StringBuilder text = new StringBuilder("""
                ## How it grows

                Fifty parked threads thirty frames deep, one class of ten functions in one class loader, and more of one of these
                at a time; the functions of the last lines but one stand in one class. Time from the write to `enabled` until the
                transition is complete, on a connection that is open; longest stop of the JVM from its safepoint log, collections
                of garbage left out; and the same for one raw redefinition of the same classes in the same JVM, agent already
                loaded, attach included.

                """);
        for (Result result : results) {
            text.append("### ")
                    .append(result.java())
                    .append("\n\n")
                    .append(table(result))
                    .append('\n');
        }
        for (String dimension : Size.DIMENSIONS) {
            String file = "growth-" + dimension.replace(' ', '-') + ".svg";
            plot(results, dimension, folder.resolve(file));
            text.append("![")
                    .append(dimension)
                    .append("](benchmarks/")
                    .append(file)
                    .append(")\n");
        }
        return text.toString();
    }

    private static Table table(Result result) {
        List<String> figures = List.of(LOAD, TRANSITION, STOP, RAW, RAW_STOP);
        List<String> columns = new ArrayList<>(List.of("number", "of"));
        columns.addAll(figures);
        Table table = new Table(columns.toArray(String[]::new));
        for (Row row : result.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.get("count"), row.get("dimension")));
            figures.forEach(figure -> cells.add(row.note().isEmpty() ? Figures.spread(row.all(figure)) : row.note()));
            table.row(cells);
        }
        return table;
    }

    private static void plot(List<Result> results, String dimension, Path file) throws IOException {
        List<Plot.Series> series = new ArrayList<>();
        for (Result result : results) {
            List<Row> rows = result.rows().stream()
                    .filter(row -> row.get("dimension").equals(dimension))
                    .toList();
            for (String figure : List.of(TRANSITION, STOP, RAW_STOP)) {
                String what = figure.equals(RAW_STOP) ? "raw redefinition's longest stop" : figure.replace(", ms", "");
                series.add(new Plot.Series(
                        what + ", " + result.feature(),
                        rows.stream()
                                .map(row -> Double.valueOf(row.get("count")))
                                .toList(),
                        rows.stream().map(row -> row.median(figure)).toList()));
            }
        }
        Plot.lines(file, "Against the number of " + dimension, dimension, "ms", series);
    }
}
