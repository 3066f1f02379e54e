package org.klp4j.bench.cycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.klp4j.bench.crowd.Crowd;
import org.klp4j.bench.crowd.CrowdSource;
import org.klp4j.bench.crowd.Vitals;
import org.klp4j.bench.lab.Child;
import org.klp4j.bench.lab.Lab;
import org.klp4j.bench.lab.Scenario;
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

/** The same patch again and again: what stays behind. */
public final class Cycles implements Scenario {
    private static final int SAMPLES = 10;
    private static final List<String> MEASURES = List.of("metaspace, KB", "code cache, KB", "heap, KB", "classes");
    private static final String CYCLES = "cycles";
    private static final String ENABLE = "klp4j: enable, disable";
    private static final String LOAD = "klp4j: load, disable, unload";
    private static final String RAW = "raw redefinition: there and back";

    @Override
    public String name() {
        return "cycles";
    }

    private interface Round {
        void run(Fix fix, Child target, int times) throws IOException, InterruptedException, KlpException;
    }

    @Override
    public List<Row> run(Lab lab) throws Exception {
        return List.of(
                measure(lab, ENABLE, new Enabling()),
                measure(lab, LOAD, Cycles::load),
                measure(lab, RAW, Cycles::redefine));
    }

    private static Row measure(Lab lab, String name, Round round) throws InterruptedException {
        Map<String, String> key = Map.of("cycle", name);
        try {
            Path folder = lab.folder("cycles");
            Fix fix = CrowdSource.fix(folder, 3, 10);
            List<String> command =
                    new ArrayList<>(List.of(lab.jdk().java(), "-Xmx256m", "-XX:+EnableDynamicAgentLoading"));
            command.addAll(List.of(
                    "-cp",
                    Lab.classes().toString(),
                    Crowd.class.getName(),
                    fix.oldJar().toString()));
            command.addAll(List.of("3", "1", "20", "0"));
            try (Child target = new Child(command, folder.resolve("cycles.err"))) {
                Row row = Row.of(key, sample(lab, fix, target, round));
                lab.say("%s: metaspace %s KB", name, Figures.spread(row.all(MEASURES.get(0))));
                return row;
            }
        } catch (IOException | KlpException | RuntimeException e) {
            return Row.failed(key, e);
        }
    }

    private static Map<String, List<Double>> sample(Lab lab, Fix fix, Child target, Round round)
            throws IOException, InterruptedException, KlpException {
        int each = lab.scaled(5, 100);
        Map<String, List<Double>> values = new LinkedHashMap<>();
        for (int done = each; done <= SAMPLES * each; done += each) {
            round.run(fix, target, each);
            Vitals now = Vitals.parse(target.ask("vitals"));
            add(values, CYCLES, done);
            add(values, MEASURES.get(0), now.metaspace());
            add(values, MEASURES.get(1), now.codeCache());
            add(values, MEASURES.get(2), now.heap());
            add(values, MEASURES.get(3), now.classes());
        }
        return values;
    }

    private static void add(Map<String, List<Double>> values, String figure, double value) {
        values.computeIfAbsent(figure, f -> new ArrayList<>()).add(value);
    }

    /** Loads once, and then enables and disables. */
    private static final class Enabling implements Round {
        private boolean loaded;

        @Override
        public void run(Fix fix, Child target, int times) throws IOException, KlpException {
            try (Connection connection = open(target)) {
                for (int i = 0; i < times; i++) {
                    if (loaded) {
                        store(connection, fix, "1");
                    } else {
                        insmod(connection, fix);
                        loaded = true;
                    }
                    store(connection, fix, "0");
                }
            }
        }
    }

    private static void load(Fix fix, Child target, int times) throws IOException, KlpException {
        try (Connection connection = open(target)) {
            for (int i = 0; i < times; i++) {
                insmod(connection, fix);
                store(connection, fix, "0");
                connection.rmmod(fix.patch());
            }
        }
    }

    private static Connection open(Child target) throws KlpException {
        return Connection.open(Target.find(Long.toString(target.pid())));
    }

    private static void insmod(Connection connection, Fix fix) throws IOException, KlpException {
        connection.insmod(fix.patch(), Files.readAllBytes(fix.module()), List.of());
        settle(connection, fix);
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

    private static void redefine(Fix fix, Child target, int times) throws IOException, InterruptedException {
        String arguments = String.join(
                ",",
                "cycle",
                Integer.toString(times),
                fix.newClasses().toString(),
                fix.oldClasses().toString(),
                String.join(",", fix.classes()));
        RawAttach.tell(target.pid(), fix.folder().resolve("raw-agent.jar"), arguments);
    }

    @Override
    public String page(List<Result> results, Path folder) throws IOException {
        StringBuilder text = new StringBuilder("""
                ## The same patch, a thousand times

                Thirty functions of three classes; after each tenth of the cycles a collection, then what the JVM uses. *Growth*: from
                the first tenth to the last.

                """);
        for (Result result : results) {
            Table table = new Table(
                    "on " + result.java(),
                    CYCLES,
                    "metaspace, KB",
                    "growth",
                    "code cache, KB",
                    "growth",
                    "heap, KB",
                    "growth");
            for (Row row : result.rows()) {
                List<String> cells = new ArrayList<>(List.of(row.get("cycle")));
                cells.add(row.note().isEmpty() ? Figures.number(last(row, CYCLES)) : row.note());
                for (String measure : MEASURES.subList(0, 3)) {
                    cells.add(Figures.number(last(row, measure)));
                    cells.add(Figures.number(last(row, measure) - first(row, measure)));
                }
                table.row(cells);
            }
            text.append(table).append('\n');
        }
        plot(results, folder.resolve("cycles.svg"));
        return text.append("![metaspace](benchmarks/cycles.svg)\n").toString();
    }

    private static double first(Row row, String figure) {
        return row.all(figure).isEmpty() ? Double.NaN : row.all(figure).get(0);
    }

    private static double last(Row row, String figure) {
        List<Double> all = row.all(figure);
        return all.isEmpty() ? Double.NaN : all.get(all.size() - 1);
    }

    private static void plot(List<Result> results, Path file) throws IOException {
        List<Plot.Series> series = new ArrayList<>();
        for (Result result : results) {
            for (Row row : result.rows()) {
                series.add(new Plot.Series(
                        row.get("cycle") + ", " + result.feature(), row.all(CYCLES), row.all(MEASURES.get(0))));
            }
        }
        Plot.course(file, "Metaspace against patches", "cycles", "KB", series);
    }
}
