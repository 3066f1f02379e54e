package org.klp4j.bench.footprint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.klp4j.bench.crowd.Crowd;
import org.klp4j.bench.crowd.Vitals;
import org.klp4j.bench.lab.Child;
import org.klp4j.bench.lab.Lab;
import org.klp4j.bench.lab.Scenario;
import org.klp4j.bench.report.Figures;
import org.klp4j.bench.report.Result;
import org.klp4j.bench.report.Row;
import org.klp4j.bench.report.Table;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.KlpException;

/** What the agent weighs when it does nothing. */
public final class Footprint implements Scenario {
    /** Figure: KB of the agent's jar. */
    public static final String JAR = "agent jar, KB";

    /** Figure: KB of heap the agent holds at rest. */
    public static final String HEAP = "heap at rest, KB";

    /** Figure: threads of the agent. */
    public static final String THREADS = "threads";

    private static final String METASPACE = "metaspace, KB";
    private static final String START = "until ready, ms";
    private static final int FIRST_WITH_AOT_CACHE = 25;

    @Override
    public String name() {
        return "footprint";
    }

    @Override
    public List<Row> run(Lab lab) throws Exception {
        List<Row> rows = new ArrayList<>();
        rows.add(Row.of(Map.of("what", "agent"), atRest(lab)));
        for (Start start : starts(lab)) {
            Map<String, String> key = Map.of("start", start.name);
            try {
                rows.add(Row.of(key, Map.of(START, start.measure(lab))));
            } catch (IOException e) {
                rows.add(Row.failed(key, e));
            }
        }
        return rows;
    }

    private static Map<String, List<Double>> atRest(Lab lab) throws IOException, InterruptedException, KlpException {
        Path folder = lab.folder("footprint");
        List<Double> heap = new ArrayList<>();
        List<Double> metaspace = new ArrayList<>();
        List<Double> threads = new ArrayList<>();
        for (int i = 0; i < lab.runs(); i++) {
            // The JVM's own attach listener is no thread of ours.
            List<String> command = new ArrayList<>(
                    List.of(lab.jdk().java(), "-XX:+StartAttachListener", "-XX:+EnableDynamicAgentLoading"));
            command.addAll(List.of("-cp", Lab.classes().toString(), Crowd.class.getName(), "-", "0", "0", "5", "0"));
            try (Child target = new Child(command, folder.resolve("rest.err"))) {
                target.ask("vitals");
                Vitals before = Vitals.parse(target.ask("vitals"));
                Connection.open(Target.find(Long.toString(target.pid()))).close();
                Thread.sleep(500); // past the session's own thread
                target.ask("vitals");
                Vitals after = Vitals.parse(target.ask("vitals"));
                heap.add(after.heap() - before.heap());
                metaspace.add(after.metaspace() - before.metaspace());
                threads.add(after.threads() - before.threads());
            }
        }
        double jar = Files.size(lab.agent()) / 1024.0;
        return Map.of(JAR, List.of(jar), HEAP, heap, METASPACE, metaspace, THREADS, threads);
    }

    /** Ways to start the demo's service. */
    private static List<Start> starts(Lab lab) throws IOException {
        Path folder = lab.folder("start");
        String agent = "-javaagent:" + lab.agent();
        Path archive = folder.resolve("classes.jsa");
        List<Start> starts = new ArrayList<>(List.of(
                new Start("as it comes", List.of(), List.of()),
                new Start("-javaagent", List.of(), List.of(agent)),
                new Start(
                        "CDS archive of the application",
                        List.of("-XX:ArchiveClassesAtExit=" + archive),
                        List.of("-XX:SharedArchiveFile=" + archive)),
                new Start(
                        "the same archive, -javaagent", List.of(), List.of("-XX:SharedArchiveFile=" + archive, agent)),
                new Start("no archive at all", List.of(), List.of("-Xshare:off"))));
        if (lab.jdk().feature() >= FIRST_WITH_AOT_CACHE) {
            Path cache = folder.resolve("app.aot");
            Path cacheWithAgent = folder.resolve("app-agent.aot");
            starts.add(
                    new Start("AOT cache", List.of("-XX:AOTCacheOutput=" + cache), List.of("-XX:AOTCache=" + cache)));
            starts.add(new Start("the same cache, -javaagent", List.of(), List.of("-XX:AOTCache=" + cache, agent)));
            starts.add(new Start(
                    "AOT cache made with the agent, -javaagent",
                    List.of("-XX:AOTCacheOutput=" + cacheWithAgent, agent),
                    List.of("-XX:AOTCache=" + cacheWithAgent, agent)));
        }
        return starts;
    }

    /**
     * One of them.
     *
     * @param training options of a run that makes what the others use; empty when there is none
     */
    private record Start(String name, List<String> training, List<String> options) {
        List<Double> measure(Lab lab) throws IOException, InterruptedException {
            if (!training.isEmpty()) {
                once(lab, training);
            }
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < lab.runs(); i++) {
                millis.add(once(lab, options));
            }
            lab.say("%s: ready after %s ms", name, Figures.spread(millis));
            return millis;
        }

        private static double once(Lab lab, List<String> options) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of(lab.jdk().java(), "-Xlog:disable"));
            command.addAll(options);
            command.addAll(List.of(
                    "-Ddemo.log=" + lab.work().resolve("access.log"),
                    "-cp",
                    classPath(lab),
                    "org.klp4j.demo.DemoService"));
            long start = System.nanoTime();
            Child service = new Child(command, lab.work().resolve("start.err"));
            double millis = (System.nanoTime() - start) / 1e6;
            service.close();
            return millis;
        }

        /** Without a wildcard, in one order: an archive fits one class path. */
        private static String classPath(Lab lab) throws IOException {
            try (var jars = Files.list(lab.home().resolve("lib/demo"))) {
                return String.join(
                        ":",
                        jars.map(Path::toString)
                                .filter(jar -> jar.endsWith(".jar"))
                                .sorted()
                                .toList());
            }
        }
    }

    @Override
    public String page(List<Result> results, Path folder) {
        StringBuilder text = new StringBuilder("""
                ## What the agent weighs

                At rest: an idle JVM after a collection, with the agent attached, less the same JVM before. Start: the demo's service
                until it serves.

                """);
        for (Result result : results) {
            text.append("### ").append(result.java()).append("\n\n");
            Table rest = new Table(JAR, HEAP, METASPACE, THREADS);
            Table start = new Table("start", START);
            for (Row row : result.rows()) {
                if (row.key().containsKey("start")) {
                    start.row(row.get("start"), row.note().isEmpty() ? Figures.spread(row.all(START)) : row.note());
                } else {
                    rest.row(
                            Figures.spread(row.all(JAR)),
                            Figures.spread(row.all(HEAP)),
                            Figures.spread(row.all(METASPACE)),
                            Figures.spread(row.all(THREADS)));
                }
            }
            text.append(rest).append('\n').append(start).append('\n');
        }
        return text.toString();
    }
}
