package org.klp4j.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes and files of one run of the demo. Closing it leaves none of them, nor does the end of this JVM. */
final class Stage implements AutoCloseable {
    private static final String SERVICE = "org.klp4j.demo.DemoService";
    private static final String LOAD = "org.klp4j.demo.DemoLoad";
    private static final int REQUESTS_PER_SECOND = 400;
    private static final int CLIENT_THREADS = 16;

    private final Leftovers leftovers = new Leftovers();
    private final Path directory;
    private final JndiListener listener;
    private final Child service;
    private final Child load;
    private final Attacker attacker;
    private final List<Step> steps = new ArrayList<>();
    private Figures before = new Figures("", 0, 0, 0, "-");

    /**
     * Starts the service and its load.
     *
     * @param libraries directory with the jars of both
     */
    Stage(Jdk jdk, Path libraries) throws IOException, Surprise {
        boolean started = false;
        try {
            directory = leftovers.directory("klp-demo");
            listener = new JndiListener();
            leftovers.add(listener::close);
            List<String> classPath = List.of("-cp", libraries.resolve("*").toString());
            List<String> options = new ArrayList<>(classPath);
            options.add("-Ddemo.log=" + directory.resolve("access.log"));
            service = new Child(jdk, options, SERVICE, directory.resolve("service.err"));
            leftovers.add(service::close);
            String base = "http://127.0.0.1:" + service.line().substring("ready ".length());
            String rate = Integer.toString(REQUESTS_PER_SECOND);
            String threads = Integer.toString(CLIENT_THREADS);
            load = new Child(jdk, classPath, LOAD, directory.resolve("load.err"), base, rate, threads);
            leftovers.add(load::close);
            load.line();
            attacker = new Attacker(base, listener.lookup());
            started = true;
        } finally {
            if (!started) {
                leftovers.close();
            }
        }
    }

    /** One step of the demo while it runs. */
    @FunctionalInterface
    interface Action {
        /** Does the step; returns how many attacks it made. */
        int run() throws Surprise, IOException, InterruptedException;
    }

    /**
     * What a step was.
     *
     * @param attacks requests that carried a lookup
     * @param connections that the service opened to the attacker
     */
    record Step(String phase, long nanos, int attacks, int connections) {
        Step and(Step more) {
            return new Step(phase, nanos + more.nanos, attacks + more.attacks, connections + more.connections);
        }
    }

    /** Runs a step as a phase of its own in the load's figures. */
    Step step(String phase, Action action) throws Surprise, IOException, InterruptedException {
        load.say("phase " + phase);
        before = Figures.parse(load.line());
        int connections = listener.connections();
        long start = System.nanoTime();
        int attacks = action.run();
        Step step = new Step(phase, System.nanoTime() - start, attacks, listener.connections() - connections);
        int last = steps.size() - 1;
        if (last >= 0 && steps.get(last).phase.equals(phase)) {
            steps.set(last, steps.get(last).and(step));
        } else {
            steps.add(step);
        }
        return step;
    }

    /** What the load had met in the phase before the last step's when that began. */
    Figures before() {
        return before;
    }

    /** Ends the load; what it met in each phase. */
    List<Figures> endLoad() throws IOException {
        return load.finish().stream().map(Figures::parse).toList();
    }

    List<Step> steps() {
        return steps;
    }

    JndiListener listener() {
        return listener;
    }

    Attacker attacker() {
        return attacker;
    }

    long servicePid() {
        return service.pid();
    }

    long loadPid() {
        return load.pid();
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    String requestsPerSecond() {
        return Integer.toString(REQUESTS_PER_SECOND);
    }

    @Override
    public void close() {
        leftovers.close();
    }
}
