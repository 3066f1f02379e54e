package org.klp4j.bench.pair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.klp4j.bench.lab.Command;
import org.klp4j.bench.lab.Lab;
import org.klp4j.bench.peer.Fix;
import org.klp4j.bench.report.Figures;
import org.klp4j.bench.report.Result;
import org.klp4j.bench.report.Row;
import org.klp4j.bench.report.Table;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.KlpException;

/** Where the time of {@code klp load} goes. */
record Parts(Lab lab, Fix fix) {
    private static final String SHELL = "the command's own start (klp help)";
    private static final String ATTACH = "attach, and the agent's start in the target";
    private static final String INSMOD = "insmod: parse, check, weave, first attempt";
    private static final String TRANSITION = "rest of the transition";

    private static final List<String> ALL = List.of(SHELL, ATTACH, INSMOD, TRANSITION);

    List<Row> rows() throws IOException, InterruptedException, KlpException {
        Map<String, List<Double>> values = new TreeMap<>();
        for (int i = 0; i < lab.runs(); i++) {
            add(values, SHELL, Command.millis(List.of(lab.klp(), "help")));
            try (PairRun run = new PairRun(lab, fix, List.of())) {
                load(run.pid(), values);
            }
        }
        return values.entrySet().stream()
                .map(entry -> Row.of(Map.of("part", entry.getKey()), Map.of("ms", entry.getValue())))
                .toList();
    }

    private void load(long pid, Map<String, List<Double>> values) throws IOException, KlpException {
        byte[] module = java.nio.file.Files.readAllBytes(fix.module());
        long start = System.nanoTime();
        try (Connection connection = Connection.open(Target.find(Long.toString(pid)))) {
            long attached = System.nanoTime();
            connection.insmod(fix.patch(), module, List.of());
            long loaded = System.nanoTime();
            while (!connection.show("livepatch/" + fix.patch() + "/transition").startsWith("0")) {
                Thread.onSpinWait();
            }
            add(values, ATTACH, (attached - start) / 1e6);
            add(values, INSMOD, (loaded - attached) / 1e6);
            add(values, TRANSITION, (System.nanoTime() - loaded) / 1e6);
        }
    }

    private static void add(Map<String, List<Double>> values, String part, double millis) {
        values.computeIfAbsent(part, p -> new ArrayList<>()).add(millis);
    }

    static Table table(Result result) {
        Table table = new Table("part of `klp load`", "ms");
        for (String part : ALL) {
            result.row(Map.of("part", part)).ifPresent(row -> table.row(part, Figures.spread(row.all("ms"))));
        }
        return table;
    }
}
