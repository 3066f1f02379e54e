package org.klp4j.it.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Session;

/** Crowds of parked threads with some running among them: time to complete, the longest stop, and memory held. */
final class ThreadScaleIT {
    private static final Fixture CROWD = Fixture.of("crowd", "parts", "support");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    /** What is held while the crowd is in transition, and how long the way took. */
    private record Result(
            Jdk jdk,
            String crowd,
            double loadSeconds,
            double disableSeconds,
            double stopMillis,
            double redefineMillis,
            double bytesPerThread,
            Map<String, Safepoints.Stops> stops) {
        @Override
        public String toString() {
            return String.format(
                    "| %s | %s | %.3f | %.3f | %.2f | %.2f | %.1f | %s |",
                    jdk, crowd, loadSeconds, disableSeconds, stopMillis, redefineMillis, bytesPerThread, stops);
        }
    }

    @EachJdk
    void platformThreads(Jdk jdk) throws Exception {
        Result result = measure(jdk, "platform", 1_000, 30);
        assertThat(result.loadSeconds).isLessThan(5);
    }

    @EachJdk(from = 21)
    void virtualThreads(Jdk jdk) throws Exception {
        Result result = measure(jdk, "virtual", 20_000, 30);
        assertThat(result.loadSeconds).isLessThan(6);
        assertThat(result.bytesPerThread).isLessThanOrEqualTo(64);
    }

    @EachJdk
    @Tag("scale")
    void tenThousandPlatformThreads(Jdk jdk) throws Exception {
        List<Result> results = new ArrayList<>();
        for (int count = 1_250; count <= 10_000; count *= 2) {
            results.add(measure(jdk, "platform", count, 30));
        }
        assertThat(results).allSatisfy(result -> {
            assertThat(result.loadSeconds).isLessThan(jdk.feature() >= 21 ? 1 : 2);
            assertThat(result.stopMillis).isLessThan(5);
        });
    }

    @EachJdk(from = 21)
    @Tag("scale")
    void aMillionVirtualThreads(Jdk jdk) throws Exception {
        measure(jdk, "virtual", 10_000, 30);
        Result hundredThousand = measure(jdk, "virtual", 100_000, 30);
        assertThat(hundredThousand.loadSeconds).isLessThan(2);
        Result million = measure(jdk, "virtual", 1_000_000, 30);
        assertThat(million.loadSeconds).isLessThan(20);
        assertThat(million.bytesPerThread).isLessThanOrEqualTo(64);
    }

    private Result measure(Jdk jdk, String kind, int count, int depth) throws Exception {
        Path one = CROWD.version(1).jar(directory.resolve("crowd-1.jar"));
        Path two = CROWD.version(2).jar(directory.resolve("crowd-2.jar"));
        Modules.Built fix = Modules.build("crowd_fix", one, two, directory);
        Safepoints safepoints = new Safepoints(directory.resolve("safepoints-" + jdk.feature() + "-" + count + ".log"));
        try (TargetJvm target = TargetJvm.of(jdk)
                        .flags("-Xms4g", "-Xmx12g", "-Xss256k", "-XX:G1HeapRegionSize=1m", safepoints.flag())
                        .classPath(one)
                        .main("crowd.Crowd")
                        .start();
                Session session = Session.open(target)) {
            target.ask("park " + kind + " " + count + " " + depth, PATIENCE);
            target.ask("run platform 4");
            target.ask("run virtual 16");
            // A first load warms the agent and lets the JIT flush pass; the second is measured.
            session.insmod(fix);
            session.settle(PATIENCE);
            session.disable("crowd_fix");
            session.settle(PATIENCE);
            assertThat(target.ask("answer")).isEqualTo("1");
            safepoints.longest();

            double load = seconds(() -> {
                session.enable("crowd_fix");
                session.settle(PATIENCE);
            });
            assertThat(target.ask("answer")).isEqualTo("2");
            double disable = seconds(() -> {
                session.disable("crowd_fix");
                session.settle(PATIENCE);
            });
            Map<String, Safepoints.Stops> stops = safepoints.longest();
            double bytes = bytesInTransition(target, session, count);
            Result result = new Result(
                    jdk,
                    count + " " + kind,
                    load,
                    disable,
                    Safepoints.beyondRedefinition(stops),
                    stops.getOrDefault("RedefineClasses", Safepoints.NONE).millis(),
                    bytes,
                    stops);
            System.out.println(result);
            return result;
        }
    }

    /** Heap that the crowd costs while one thread holds a transition up. */
    private static double bytesInTransition(TargetJvm target, Session session, int count) throws Exception {
        target.ask("inside 1");
        long before = Long.parseLong(target.ask("heap", PATIENCE));
        session.enable("crowd_fix");
        session.awaitOnlyPending("inside");
        long during = Long.parseLong(target.ask("heap", PATIENCE));
        session.disable("crowd_fix");
        session.settle(PATIENCE);
        return (double) (during - before) / count;
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
