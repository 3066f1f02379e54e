package org.klp4j.bench.service;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.klp4j.bench.lab.Lab;
import org.klp4j.bench.lab.Scenario;
import org.klp4j.bench.peer.Fix;
import org.klp4j.bench.peer.Klp;
import org.klp4j.bench.peer.Raw;
import org.klp4j.bench.peer.Tool;
import org.klp4j.bench.report.Figures;
import org.klp4j.bench.report.Plot;
import org.klp4j.bench.report.Result;
import org.klp4j.bench.report.Row;
import org.klp4j.bench.report.Table;

/** The demo's service under load while it is patched, against plain redefinition of the same classes. */
public final class UnderLoad implements Scenario {
    /** The tail of the window by the tail before it. */
    static final String TAIL = "p99.9 ÷ before";

    /** How the tables call late attach and the agent from the start. */
    public static final String LATE = "late attach";

    /** The agent is there from the start. */
    public static final String AT_START = "agent at start";

    private static final String LOAD = "load";
    private static final String DISABLE = "disable";
    private static final String KLP = "klp4j";
    private static final String RAW = "raw redefinition";

    @Override
    public String name() {
        return "service";
    }

    @Override
    public List<Row> run(Lab lab) throws Exception {
        Fix fix = Log4Shell.fix(lab.folder("service"), lab.home());
        Map<Map<String, String>, Map<String, List<Double>>> rows = new LinkedHashMap<>();
        List<Row> failed = new ArrayList<>();
        for (int run = 0; run < lab.runs(); run++) {
            for (Tool tool : List.of(new Klp(lab, false), Raw.redefine(lab))) {
                String name = tool instanceof Klp ? KLP : RAW;
                collect(rows, failed, name, LATE, new ServiceRun(lab, fix, tool), (service, pid) -> {
                    service.before();
                    service.around(LOAD, pid, id -> tool.apply(id, fix));
                });
            }
        }
        Klp klp = new Klp(lab, true);
        collect(
                rows,
                failed,
                KLP,
                AT_START,
                new ServiceRun(lab, fix, klp),
                (service, pid) -> cycles(lab, fix, klp, service, pid));
        Raw raw = Raw.redefineAtStart(lab);
        collect(rows, failed, RAW, AT_START, new ServiceRun(lab, fix, raw), (service, pid) -> {
            for (int i = 0; i < lab.runs(); i++) {
                service.before();
                service.around(LOAD, pid, id -> raw.apply(id, fix));
                raw.undo(pid, fix);
            }
        });
        rows.forEach((key, values) -> failed.add(Row.of(key, values)));
        return failed;
    }

    private static void cycles(Lab lab, Fix fix, Klp klp, ServiceRun service, long pid)
            throws IOException, InterruptedException {
        for (int i = 0; i < lab.runs(); i++) {
            service.before();
            service.around(LOAD, pid, id -> klp.apply(id, fix));
            service.around(DISABLE, pid, id -> klp.undo(id, fix));
            klp.unload(pid, fix);
        }
    }

    private static void collect(
            Map<Map<String, String>, Map<String, List<Double>>> rows,
            List<Row> failed,
            String tool,
            String mode,
            ServiceRun service,
            ServiceRun.Script script)
            throws InterruptedException {
        try {
            for (Map.Entry<String, Map<String, Double>> step : service.play(script)) {
                Map<String, String> key = new TreeMap<>(Map.of("tool", tool, "agent", mode, "window", step.getKey()));
                Map<String, List<Double>> values = rows.computeIfAbsent(key, k -> new TreeMap<>());
                step.getValue()
                        .forEach((figure, value) -> values.computeIfAbsent(figure, f -> new ArrayList<>())
                                .add(value));
            }
        } catch (IOException | RuntimeException e) {
            failed.add(Row.failed(Map.of("tool", tool, "agent", mode, "window", LOAD), e));
        }
    }

    /** Lost work of a whole patch by that of one plain redefinition; NaN when that lost none that can be measured. */
    public static double lostRatio(Result result, String mode) {
        double raw = figure(result, RAW, mode, ServiceRun.LOST);
        return raw > 0 ? figure(result, KLP, mode, ServiceRun.LOST) / raw : Double.NaN;
    }

    /** The same of the longest stop. */
    public static double stopRatio(Result result, String mode) {
        return figure(result, KLP, mode, ServiceRun.STOP) / figure(result, RAW, mode, ServiceRun.STOP);
    }

    /** p99.9 of the ten seconds around a patch by that of the seconds before. */
    public static double tail(Result result, String mode) {
        return figure(result, KLP, mode, TAIL);
    }

    /** The same around one plain redefinition. */
    public static double rawTail(Result result, String mode) {
        return figure(result, RAW, mode, TAIL);
    }

    private static double figure(Result result, String tool, String mode, String figure) {
        return result.median(Map.of("tool", tool, "agent", mode, "window", LOAD), figure);
    }

    @Override
    public String page(List<Result> results, Path folder) throws IOException {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, """
                ## A service under load

                The demo's service (Jetty, log4j-core 2.14.1) under an open loop of %d requests a second and a closed loop of %d
                clients that think for 4 ms, both at once. The fix of CVE-2021-44228 changes two methods, one of which every request
                goes through. Each window is of ten seconds and holds load, transition and completion, or disable; *before* is the
                three seconds up to it. Latencies of the open loop count from when a request was due; those of the closed loop are
                corrected for coordinated omission (HdrHistogram). *Lost work*: answers of the closed loop missing in the window, in
                milliseconds of the rate before (or of the mean of before and the end, where that is higher); below nothing where the
                rate went up, and where one raw redefinition lost nothing there is no ratio to it. With late attach each run is a
                JVM of its own.

                """, Load.OPEN_PER_SECOND, Load.CLOSED_CLIENTS));
        for (Result result : results) {
            text.append("### ")
                    .append(result.java())
                    .append("\n\n")
                    .append(table(result))
                    .append('\n');
        }
        plot(results, folder.resolve("service.svg"));
        return text.append("![lost work](benchmarks/service.svg)\n").toString();
    }

    private static Table table(Result result) {
        List<String> figures = List.of(
                Window.P50,
                Window.P99,
                Window.P999,
                Window.CLOSED_P999,
                Window.LONGEST,
                ServiceRun.LOST,
                ServiceRun.STOP,
                TAIL,
                Window.FAILED);
        List<String> columns = new ArrayList<>(List.of("tool", "agent", "window"));
        columns.addAll(figures);
        Table table = new Table(columns.toArray(String[]::new));
        for (Row row : result.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.get("tool"), row.get("agent"), row.get("window")));
            for (String figure : figures) {
                cells.add(
                        row.note().isEmpty() || !figure.equals(Window.P50)
                                ? Figures.spread(row.all(figure))
                                : row.note());
            }
            table.row(cells);
        }
        return table;
    }

    private static void plot(List<Result> results, Path file) throws IOException {
        List<String> names = results.stream()
                .flatMap(result -> List.of(LATE, AT_START).stream().map(mode -> mode + ", " + result.feature()))
                .toList();
        List<Plot.Series> series = new ArrayList<>();
        for (String tool : List.of(KLP, RAW)) {
            series.add(new Plot.Series(
                    tool,
                    List.of(),
                    results.stream()
                            .flatMap(result -> List.of(LATE, AT_START).stream()
                                    .map(mode -> figure(result, tool, mode, ServiceRun.LOST)))
                            .toList()));
        }
        Plot.bars(file, "Lost work in the ten seconds around a patch", "ms", names, series);
    }
}
