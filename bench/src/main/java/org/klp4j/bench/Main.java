package org.klp4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.klp4j.bench.build.BuildTime;
import org.klp4j.bench.call.CallTable;
import org.klp4j.bench.cycle.Cycles;
import org.klp4j.bench.footprint.Footprint;
import org.klp4j.bench.growth.Growth;
import org.klp4j.bench.lab.Jdk;
import org.klp4j.bench.lab.Lab;
import org.klp4j.bench.lab.Machine;
import org.klp4j.bench.lab.Scenario;
import org.klp4j.bench.pair.PromptToEffect;
import org.klp4j.bench.report.Archive;
import org.klp4j.bench.report.Result;
import org.klp4j.bench.report.Row;
import org.klp4j.bench.service.UnderLoad;

/** {@code bench/run} calls this: an installation, the options, and the JDKs to run on. */
public final class Main {
    private static final List<Scenario> SCENARIOS = List.of(
            new PromptToEffect(),
            new UnderLoad(),
            new CallTable(),
            new Growth(),
            new Cycles(),
            new Footprint(),
            new BuildTime());

    private Main() {}

    /** What was asked for. */
    private record Request(
            Path home, boolean brief, boolean pageOnly, long minutes, Path out, List<String> only, List<Path> jdks) {
        static Request parse(String[] arguments) {
            boolean brief = false;
            boolean pageOnly = false;
            long minutes = Long.MAX_VALUE / 60;
            @Nullable Path out = null;
            List<String> only = new ArrayList<>();
            List<Path> jdks = new ArrayList<>();
            for (int i = 1; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--brief" -> brief = true;
                    case "--page" -> pageOnly = true;
                    case "--minutes" -> minutes = Long.parseLong(arguments[++i]);
                    case "--only" -> only.addAll(List.of(arguments[++i].split(",")));
                    case "--out" -> out = Path.of(arguments[++i]);
                    default -> jdks.add(Path.of(arguments[i]));
                }
            }
            Path usual = Path.of(brief ? "bench/target/brief" : "docs");
            Path home = Path.of(arguments[0]).toAbsolutePath();
            return new Request(home, brief, pageOnly, minutes, out == null ? usual : out, only, jdks);
        }

        boolean wants(Scenario scenario) {
            return !pageOnly && (only.isEmpty() || only.contains(scenario.name()));
        }
    }

    /** Measures what was asked for, and writes the page of all that is kept. */
    public static void main(String[] arguments) throws Exception {
        Request request = Request.parse(arguments);
        List<String> names = SCENARIOS.stream().map(Scenario::name).toList();
        if (!names.containsAll(request.only)) {
            throw new IllegalArgumentException("no such scenario in " + request.only + "; there is " + names);
        }
        System.setProperty(
                "klp4j.agent", request.home.resolve("lib/klp4j-agent.jar").toString());
        Archive archive = new Archive(request.out.resolve("benchmarks"));
        Path work = Files.createTempDirectory("klp4j-bench");
        long start = System.nanoTime();
        for (Scenario scenario : SCENARIOS) {
            for (Path home : request.wants(scenario) ? request.jdks : List.<Path>of()) {
                if (seconds(start) > request.minutes * 60) {
                    System.out.println("no time left for " + scenario.name() + " on " + home.getFileName());
                    continue;
                }
                Lab lab = new Lab(Jdk.at(home), request.home, peers(), work, request.brief);
                archive.keep(measure(scenario, lab));
                Page.write(request.out.resolve("benchmarks.md"), SCENARIOS, archive);
            }
        }
        Page.write(request.out.resolve("benchmarks.md"), SCENARIOS, archive);
        Page.quote(request.out.resolve("../README.md"), archive);
        clear(work);
        System.out.println("all in " + seconds(start) + " s");
        System.exit(0);
    }

    private static Path peers() {
        return Path.of("bench/target/peers").toAbsolutePath();
    }

    private static void clear(Path work) throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static long seconds(long start) {
        return (System.nanoTime() - start) / 1_000_000_000;
    }

    private static Result measure(Scenario scenario, Lab lab) throws IOException, InterruptedException {
        System.out.println(scenario.name() + " on " + lab.jdk().version());
        long start = System.nanoTime();
        List<Row> rows;
        try {
            rows = scenario.run(lab);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            e.printStackTrace();
            rows = List.of(Row.failed(java.util.Map.of("scenario", scenario.name()), e));
        }
        System.out.println(scenario.name() + " took " + seconds(start) + " s");
        return new Result(
                scenario.name(),
                lab.jdk().version(),
                lab.jdk().feature(),
                Machine.description(),
                LocalDate.now(ZoneOffset.UTC).toString(),
                lab.brief() ? "brief" : "whole",
                seconds(start),
                rows);
    }
}
