package org.klp4j.bench.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.klp4j.bench.lab.Child;
import org.klp4j.bench.lab.Lab;
import org.klp4j.bench.lab.Stops;
import org.klp4j.bench.peer.Fix;
import org.klp4j.bench.peer.Tool;

/** One JVM of the demo's service under load, from its start to its end. */
final class ServiceRun {
    static final String BEFORE = "before";
    static final String LOST = "lost work, ms";
    static final String STOP = "longest stop, ms";

    /** A window begins this long before the command it is about. */
    private static final long LEAD_MILLIS = 1_000;

    private final Lab lab;
    private final Fix fix;
    private final Tool tool;
    private final List<Span> spans = new ArrayList<>();
    private final Stops stops;

    /** When something was done, and the longest stop of the JVM then. */
    private record Span(String name, long from, long to, double stop) {}

    ServiceRun(Lab lab, Fix fix, Tool tool) {
        this.lab = lab;
        this.fix = fix;
        this.tool = tool;
        stops = new Stops(fix.folder().resolve("safepoints-" + System.nanoTime() + ".log"));
    }

    /** A step of a run. */
    interface Action {
        void run(long pid) throws IOException, InterruptedException;
    }

    /** The body of a run. */
    interface Script {
        void play(ServiceRun run, long pid) throws IOException, InterruptedException;
    }

    /** Plays it against a warm service; each step's figures, in order. */
    List<Map.Entry<String, Map<String, Double>>> play(Script script) throws IOException, InterruptedException {
        try (Child service = start()) {
            int port = Integer.parseInt(service.greeting().substring("ready ".length()));
            try (HttpConnection attack = new HttpConnection(port)) {
                // Loads the class that a fix of the lookup is about; nobody listens there.
                attack.get(0, "${jndi:ldap://127.0.0.1:1/x}");
            }
            Load load = new Load(port);
            try {
                Thread.sleep(lab.scaled(2_000, 4_000));
                script.play(this, service.pid());
            } finally {
                load.stop();
            }
            return evaluate(new Window(load));
        }
    }

    private Child start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(lab.jdk().java(), "-Xmx512m", "-XX:+EnableDynamicAgentLoading", stops.option()));
        command.addAll(tool.options(fix));
        command.addAll(List.of(
                "-Ddemo.log=" + fix.folder().resolve("access.log"),
                "-cp",
                lab.home().resolve("lib/demo").resolve("*").toString(),
                "org.klp4j.demo.DemoService"));
        return new Child(command, fix.folder().resolve("service.err"));
    }

    /** Lets the load go on undisturbed. */
    void before() throws IOException, InterruptedException {
        long from = System.nanoTime();
        Thread.sleep(lab.scaled(1_500, 3_000));
        spans.add(new Span(BEFORE, from, System.nanoTime(), 0));
    }

    /** Does something, in a window of ten seconds around it. */
    void around(String name, long pid, Action action) throws IOException, InterruptedException {
        stops.mark();
        long from = System.nanoTime();
        Thread.sleep(LEAD_MILLIS);
        action.run(pid);
        long left = from + lab.scaled(3_000, 10_000) * 1_000_000L - System.nanoTime();
        Thread.sleep(Math.max(0, left / 1_000_000));
        spans.add(new Span(name, from, System.nanoTime(), stops.longest()));
    }

    /**
     * Milliseconds of work lost in a span, at the rate before it; or at the mean of that and of the end of the span if
     * that is higher, because the service still warms up.
     */
    private static double lost(Window window, Span span, double before) {
        long length = span.to - span.from;
        double after = window.rate(span.to - length / 4, span.to);
        double usual = Math.max(before, (before + after) / 2);
        return length / 1e6 * (1 - window.rate(span.from, span.to) / usual);
    }

    private List<Map.Entry<String, Map<String, Double>>> evaluate(Window window) throws IOException {
        List<Map.Entry<String, Map<String, Double>>> steps = new ArrayList<>();
        double rate = 0;
        Map<String, Double> before = new LinkedHashMap<>();
        for (Span span : spans) {
            Map<String, Double> figures = new TreeMap<>(window.figures(span.from, span.to));
            if (span.name.equals(BEFORE)) {
                rate = window.rate(span.from, span.to);
                before = figures;
            } else {
                figures.put(LOST, lost(window, span, rate));
                figures.put(STOP, span.stop);
                figures.put(
                        UnderLoad.TAIL, figures.getOrDefault(Window.P999, 0.0) / before.getOrDefault(Window.P999, 1.0));
            }
            figures.put(Window.FAILED, window.failed());
            steps.add(Map.entry(span.name, figures));
        }
        return steps;
    }
}
