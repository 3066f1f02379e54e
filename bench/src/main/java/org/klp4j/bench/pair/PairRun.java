package org.klp4j.bench.pair;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.klp4j.bench.lab.Child;
import org.klp4j.bench.lab.Lab;
import org.klp4j.bench.lab.Stops;
import org.klp4j.bench.peer.Fix;
import org.klp4j.bench.peer.Tool;

/** One service, patched once. */
final class PairRun implements AutoCloseable {
    static final String EFFECT = "in effect, ms";
    static final String COMMAND = "command, ms";
    static final String TORN = "torn";
    static final String LOST = "lost work, ms";
    static final String STOP = "longest stop, ms";

    private static final int THREADS = 16;
    private static final long WARM_UP_MILLIS = 1_300;
    private static final long WINDOW_MILLIS = 2_000;
    private static final long PATIENCE_MILLIS = 15_000;
    private static final long POLL_MILLIS = 50;

    private final Lab lab;
    private final Fix fix;
    private final Stops stops;
    private Child service;

    PairRun(Lab lab, Fix fix, List<String> options) throws IOException, InterruptedException {
        this.lab = lab;
        this.fix = fix;
        stops = new Stops(fix.folder().resolve("safepoints-" + System.nanoTime() + ".log"));
        service = start(fix.oldJar(), options);
        Thread.sleep(WARM_UP_MILLIS);
    }

    private Child start(Path jar, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                lab.jdk().java(),
                "-Xmx256m",
                "-XX:+EnableDynamicAgentLoading",
                "-Duser.home=" + fix.folder(),
                stops.option()));
        command.addAll(options);
        command.addAll(List.of("-cp", Lab.classes() + ":" + jar, PairService.class.getName(), "" + THREADS));
        return new Child(command, fix.folder().resolve("service.err"));
    }

    long pid() {
        return service.pid();
    }

    private PairReport report() throws IOException, InterruptedException {
        return PairReport.parse(service.ask("report"));
    }

    /** Applies the fix by this tool. */
    Map<String, Double> apply(Tool tool) throws IOException, InterruptedException {
        stops.mark();
        long start = System.nanoTime();
        tool.apply(pid(), fix);
        double command = (System.nanoTime() - start) / 1e6;
        PairReport report = watch(start);
        return figures(start, command, report, report);
    }

    /** Puts a service with the fixed jar in this one's place. */
    Map<String, Double> restart() throws IOException, InterruptedException {
        PairReport before = report();
        long start = System.nanoTime();
        service.kill();
        service = start(fix.newJar(), List.of());
        double command = (System.nanoTime() - start) / 1e6;
        Map<String, Double> figures = figures(start, command, watch(start), before);
        figures.remove(STOP);
        return figures;
    }

    /** Follows the service until the fix is in effect and the window is over. */
    private PairReport watch(long start) throws IOException, InterruptedException {
        PairReport report = report();
        long passed = 0;
        while (passed < (report.fixed() ? WINDOW_MILLIS : PATIENCE_MILLIS)) {
            Thread.sleep(POLL_MILLIS);
            report = report();
            passed = (System.nanoTime() - start) / 1_000_000;
        }
        if (!report.fixed()) {
            throw new IOException("the tool said it was done, but the fix is not in effect");
        }
        return report;
    }

    private Map<String, Double> figures(long start, double command, PairReport report, PairReport before)
            throws IOException {
        Map<String, Double> figures = new TreeMap<>();
        figures.put(EFFECT, (Math.max(report.firstNew(), report.lastOld()) - start) / 1e6);
        figures.put(COMMAND, command);
        figures.put(TORN, (double) report.torn());
        figures.put(LOST, report.lost(start, start + WINDOW_MILLIS * 1_000_000, before));
        figures.put(STOP, stops.longest());
        return figures;
    }

    @Override
    public void close() {
        service.close();
    }
}
