package org.klp4j.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.KlpException;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.fixture.Seeds;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Session;

/**
 * The oracle where a gate finds no stack left, and where it finds no memory left; shortly in {@code verify}, longer and
 * with virtual threads in the profile {@code stress}. What the JVM itself throws and prints at either end is let pass,
 * see the limits in {@code docs/proof.md}.
 */
final class ExhaustionIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final Fixture EDGE = Fixture.of("edge", "brink", "support");

    @TempDir
    private Path directory;

    @EachJdk
    void stackOverflowsInGates(Jdk jdk) throws Exception {
        overflow(jdk, 0, Duration.ofSeconds(2));
    }

    @EachJdk
    void heapIsFull(Jdk jdk) throws Exception {
        exhaust(jdk, Duration.ofSeconds(2));
    }

    @EachJdk
    @Tag("stress")
    void stackOverflowsInGatesForLong(Jdk jdk) throws Exception {
        overflow(jdk, 2, Duration.ofSeconds(60));
    }

    @EachJdk
    @Tag("stress")
    void heapIsFullForLong(Jdk jdk) throws Exception {
        exhaust(jdk, Duration.ofSeconds(60));
    }

    private void overflow(Jdk jdk, int virtual, Duration time) throws Exception {
        try (TargetJvm target = start(jdk, "-Xmx256m", "-Xss256k")) {
            target.ask("start 6 " + virtual);
            operate(jdk, target, time);
            assertThat(Long.parseLong(Chains.stats(target).get("overflows"))).isPositive();
            end(jdk, target);
        }
    }

    private void exhaust(Jdk jdk, Duration time) throws Exception {
        try (TargetJvm target = start(jdk, "-Xmx48m", "-XX:+UseSerialGC")) {
            // No virtual threads: their yields need memory of their own, and throw without it.
            target.ask("start 6 0");
            // The agent is there before the heap is full, as it would be: nothing can be attached to such a JVM. And it
            // has worked once: a class whose initializer runs out of memory, ours or the JDK's, is lost for good.
            Modules.Built fix = Modules.build("edge_2", jar(1), jar(2), directory);
            try (Session session = Session.open(target)) {
                round(session, fix, SOON);
            }
            target.ask("hog " + time.toMillis());
            operateInPieces(jdk, target, fix, time);
            assertThat(Long.parseLong(Chains.stats(target).get("exhausted"))).isPositive();
            end(jdk, target);
        }
    }

    private TargetJvm start(Jdk jdk, String... flags) {
        return TargetJvm.of(jdk)
                .flags(flags)
                .classPath(jar(1))
                .main("edge.Brink")
                .loud()
                .start();
    }

    private Path jar(int version) {
        Path jar = directory.resolve("edge-" + version + ".jar");
        return jar.toFile().exists() ? jar : EDGE.version(version).jar(jar);
    }

    private void operate(Jdk jdk, TargetJvm target, Duration time) throws Exception {
        Map<Integer, Modules.Built> modules = new TreeMap<>();
        for (int version = 2; version <= 3; version++) {
            modules.put(version, Modules.build("edge_" + version, jar(1), jar(version), directory));
        }
        try (Session session = Session.open(target)) {
            Operator operator = new Operator(session, target, Seeds.random("edge " + jdk), modules);
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                operator.step();
            }
            System.out.println(jdk + ": " + operator.done() + ": " + Chains.stats(target));
        }
    }

    /** Where memory is short an operation may be refused, or the connection end; afterwards everything works. */
    private void operateInPieces(Jdk jdk, TargetJvm target, Modules.Built fix, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        int good = 0;
        int refused = 0;
        while (System.nanoTime() < end) {
            try (Session session = connected(target)) {
                round(session, fix, time.plus(SOON));
                good++;
            } catch (KlpException e) {
                assertThat(e.getMessage()).doesNotContain("\n");
                refused++;
                clean(target, time.plus(SOON));
            }
        }
        System.out.println(jdk + ": heap full: " + good + " rounds, " + refused + " refused: " + Chains.stats(target));
        try (Session session = Session.open(target)) {
            session.insmod(fix);
            session.settle();
            assertThat(target.ask("sees")).isEqualTo("[2]");
            session.disable("edge_2");
            session.settle();
            assertThat(target.ask("sees")).isEqualTo("[1]");
            session.rmmod("edge_2");
        }
    }

    /** A transition may have to wait for memory. */
    private static void round(Session session, Modules.Built fix, Duration patience) throws KlpException {
        session.insmod(fix);
        session.settle(patience);
        session.disable(fix.name());
        session.settle(patience);
        session.rmmod(fix.name());
    }

    /** Never attaches: the agent that was there before must still be there. */
    private static Session connected(TargetJvm target) throws KlpException {
        for (int attempt = 0; attempt < 500; attempt++) {
            Session session = Session.openIfLoaded(target);
            if (session != null) {
                return session;
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new AssertionError("the agent no longer listens");
    }

    private static void clean(TargetJvm target, Duration patience) {
        for (int attempt = 0; attempt < 300; attempt++) {
            try (Session session = connected(target)) {
                for (String patch : session.patches()) {
                    if (session.show("livepatch/" + patch + "/enabled").equals("1\n")) {
                        session.disable(patch);
                    }
                    session.settle(patience);
                }
                for (String module : session.names("module")) {
                    session.rmmod(module);
                }
                return;
            } catch (KlpException again) {
                LockSupport.parkNanos(10_000_000);
            }
        }
        throw new AssertionError("no way to clean up");
    }

    private static void end(Jdk jdk, TargetJvm target) {
        Map<String, String> stats = Chains.stats(target);
        assertThat(target.ask("stop")).isEqualTo("stopped");
        assertThat(stats.get("torn")).as("torn chains on %s: %s", jdk, stats).isEqualTo("0");
        assertThat(stats.get("errors"))
                .as("errors on %s: %s", jdk, target.ask("samples"))
                .isEqualTo("0");
        assertThat(target.foreign())
                .as("what the target printed")
                .allMatch(line -> line.contains("java.lang.instrument ASSERTION FAILED"));
    }
}
