package org.klp4j.bench.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.klp4j.bench.lab.Lab;
import org.klp4j.bench.lab.Scenario;
import org.klp4j.bench.report.Figures;
import org.klp4j.bench.report.Plot;
import org.klp4j.bench.report.Result;
import org.klp4j.bench.report.Row;
import org.klp4j.bench.report.Table;

/** How long {@code klp build} takes, and how much memory, by size of the jars. */
public final class BuildTime implements Scenario {
    /** Figure: milliseconds from the prompt to the module. */
    public static final String TIME = "build, ms";

    private static final String SIZE = "old jar, KB";
    private static final String MEMORY = "most memory, MB";
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final long POLL_MILLIS = 10;
    private static final int PATIENCE_SECONDS = 120;

    private static final List<Pair> PAIRS = List.of(
            new Pair("commons-codec", "1.5", "1.6", List.of()),
            new Pair("commons-text", "1.9", "1.10.0", List.of()),
            new Pair(
                    "log4j-core",
                    "2.14.1",
                    "2.12.2",
                    List.of("--only", "org.apache.logging.log4j.core.net.JndiManager.lookup")),
            new Pair(
                    "bcprov-jdk18on",
                    "1.77",
                    "1.78",
                    List.of("--only", "org.bouncycastle.asn1.x509.GeneralName.getInstance")),
            new Pair("fastutil", "8.5.12", "8.5.13", List.of("--only", "it.unimi.dsi.fastutil.ints.*")));

    /** Two releases of a library; {@code selection} as {@code klp build} takes it. */
    private record Pair(String library, String before, String after, List<String> selection) {
        Path jar(Lab lab, String version) {
            return lab.peers().resolve("pairs").resolve(library + "-" + version + ".jar");
        }
    }

    @Override
    public String name() {
        return "build";
    }

    @Override
    public List<Row> run(Lab lab) throws Exception {
        List<Row> rows = new ArrayList<>();
        Path folder = lab.folder("build");
        build(lab, PAIRS.get(0), folder, new TreeMap<>()); // the first of an installation makes its archive of classes
        for (Pair pair : PAIRS) {
            String name = pair.library + " " + pair.before + " → " + pair.after;
            Map<String, String> key = Map.of("pair", name);
            try {
                Map<String, List<Double>> values = new TreeMap<>();
                values.put(SIZE, List.of(Files.size(pair.jar(lab, pair.before)) / 1024.0));
                for (int run = 0; run < lab.runs(); run++) {
                    build(lab, pair, folder, values);
                }
                rows.add(Row.of(key, values));
                lab.say("%s: %s ms", name, Figures.spread(values.getOrDefault(TIME, List.of())));
            } catch (IOException e) {
                rows.add(Row.failed(key, e));
            }
        }
        return rows;
    }

    private static void build(Lab lab, Pair pair, Path folder, Map<String, List<Double>> values)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                lab.klp(),
                "build",
                "--old",
                pair.jar(lab, pair.before).toString(),
                "--new",
                pair.jar(lab, pair.after).toString(),
                "-o",
                folder.resolve(pair.library + ".klp.jar").toString()));
        command.addAll(pair.selection);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("build.out").toFile());
        builder.environment().put("JAVA_HOME", lab.jdk().home().toString());
        builder.environment().remove("KLP_JAVA");
        long start = System.nanoTime();
        Process build = builder.start();
        double peak = peak(build);
        if (build.exitValue() != 0) {
            String said = Files.readString(folder.resolve("build.out"));
            throw new IOException(said.lines().reduce("", (before, line) -> line));
        }
        values.computeIfAbsent(TIME, t -> new ArrayList<>()).add((System.nanoTime() - start) / 1e6);
        values.computeIfAbsent(MEMORY, t -> new ArrayList<>()).add(peak);
    }

    /** Waits for its end; the most resident memory it had, in MB. The script becomes the JVM, so it is one process. */
    private static double peak(Process process) throws IOException, InterruptedException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        long start = System.nanoTime();
        double peak = 0;
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IOException("'klp build' did not end within " + PATIENCE_SECONDS + " s");
            }
            peak = Math.max(peak, now(status));
        }
        return peak;
    }

    private static double now(Path status) {
        try {
            Matcher matcher = PEAK.matcher(Files.readString(status));
            return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024.0 : 0;
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0; // it has just ended
        }
    }

    /** The row of one library. */
    public static double millis(Result result, String library) {
        return result.rows().stream()
                .filter(row -> row.get("pair").startsWith(library))
                .mapToDouble(row -> row.median(TIME))
                .findFirst()
                .orElse(Double.NaN);
    }

    @Override
    public String page(List<Result> results, Path folder) throws IOException {
        StringBuilder text = new StringBuilder("""
                ## Building a module

                `klp build` as a process, from the prompt to the module; resident memory at its most. Every class of both jars is
                compared, whatever is carried in the end.

                """);
        List<Plot.Series> series = new ArrayList<>();
        for (Result result : results) {
            Table table = new Table("on " + result.java(), SIZE, TIME, MEMORY);
            for (Row row : result.rows()) {
                table.row(
                        row.get("pair"),
                        row.note().isEmpty() ? Figures.spread(row.all(SIZE)) : row.note(),
                        Figures.spread(row.all(TIME)),
                        Figures.spread(row.all(MEMORY)));
            }
            text.append(table).append('\n');
            List<Row> good =
                    result.rows().stream().filter(row -> row.note().isEmpty()).toList();
            series.add(new Plot.Series(
                    "on " + result.feature(),
                    good.stream().map(row -> row.median(SIZE)).toList(),
                    good.stream().map(row -> row.median(TIME)).toList()));
        }
        Plot.lines(folder.resolve("build.svg"), "Building a module", "KB of the jar", "ms", series);
        return text.append("![build](benchmarks/build.svg)\n").toString();
    }
}
