package org.klp4j.it.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Session;

/** Many functions in many classes, copies in many class loaders, many patches on one function, very deep stacks. */
final class CodeScaleIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Fixture SERVICE = Fixture.of("service", "actors", "support");
    private static final Fixture CROWD = Fixture.of("crowd", "parts", "support");

    @TempDir
    private Path directory;

    @EachJdk
    void functions(Jdk jdk) throws Exception {
        functions(jdk, 100);
    }

    @EachJdk
    @Tag("scale")
    void fiveThousandFunctions(Jdk jdk) throws Exception {
        grows(jdk, functions(jdk, 250), functions(jdk, 1_000), 3_750, "function");
    }

    @EachJdk
    void loaders(Jdk jdk) throws Exception {
        loaders(jdk, 20);
    }

    @EachJdk
    @Tag("scale")
    void twoHundredLoaders(Jdk jdk) throws Exception {
        grows(jdk, loaders(jdk, 50), loaders(jdk, 200), 150, "loader");
    }

    /** What loading a patch took, and what is held since. */
    private record Cost(double seconds, Held held) {}

    /** Four times as much must not take far more than four times as long, nor hold far more. */
    private static void grows(Jdk jdk, Cost first, Cost fourTimes, int more, String what) {
        System.out.println(
                "| " + jdk + " | " + fourTimes.held.since(first.held).each(more) + " for each " + what + " |");
        assertThat(fourTimes.seconds).as("four times each %s", what).isLessThan(10 * Math.max(first.seconds, 0.05));
        assertThat(fourTimes.held.bytes()).as("four times each %s", what).isLessThan(10 * first.held.bytes());
    }

    @EachJdk
    @Tag("scale")
    void twentyStackedPatches(Jdk jdk) throws Exception {
        Path one = SERVICE.version(1).jar(directory.resolve("service-1.jar"));
        Safepoints safepoints = new Safepoints(directory.resolve("safepoints-stacked.log"));
        try (TargetJvm target =
                        target(jdk, one, "service.Main", safepoints.flag()).start();
                Session session = Session.open(target)) {
            StringBuilder times = new StringBuilder();
            Held first = null;
            for (int version = 2; version <= 21; version++) {
                Path next = SERVICE.version(version).jar(directory.resolve("service-" + version + ".jar"));
                Modules.Built fix = Modules.build("fix_" + version, one, next, directory);
                times.append(String.format(
                        " %.3f",
                        seconds(() -> {
                            session.insmod(fix);
                            session.settle(PATIENCE);
                        })));
                assertThat(target.ask("answer")).isEqualTo(Integer.toString(version));
                first = first == null ? Held.by(target) : first;
            }
            Held held = Held.by(target).since(first);
            Map<String, Safepoints.Stops> stops = safepoints.longest();
            for (int version = 2; version <= 20; version++) {
                session.disable("fix_" + version);
                session.settle();
                assertThat(target.ask("answer")).isEqualTo("21");
            }
            session.disable("fix_21");
            session.settle();
            assertThat(target.ask("answer")).isEqualTo("1");
            System.out.println(jdk + ": 20 stacked patches, seconds each:" + times + "; " + stops + "; " + held.each(19)
                    + " for each");
        }
    }

    @EachJdk
    void deepStacks(Jdk jdk) throws Exception {
        Path one = CROWD.version(1).jar(directory.resolve("crowd-1.jar"));
        Path two = CROWD.version(2).jar(directory.resolve("crowd-2.jar"));
        Modules.Built fix = Modules.build("crowd_fix", one, two, directory);
        Safepoints safepoints = new Safepoints(directory.resolve("safepoints-deep.log"));
        try (TargetJvm target =
                        target(jdk, one, "crowd.Crowd", safepoints.flag()).start();
                Session session = Session.open(target)) {
            target.ask("deep 100000");
            double clean = seconds(() -> {
                session.insmod(fix);
                session.settle(PATIENCE);
            });
            assertThat(target.ask("answer")).isEqualTo("2");
            session.disable("crowd_fix");
            session.settle(PATIENCE);
            target.ask("inside 100000");
            double blocked = seconds(() -> {
                session.enable("crowd_fix");
                session.awaitOnlyPending("inside");
            });
            target.ask("over");
            session.settle(PATIENCE);
            assertThat(target.ask("answer")).isEqualTo("2");
            System.out.printf(
                    "%s: stack of 100,000 frames: %.3f s clean, %.3f s to find it affected, stops %s%n",
                    jdk, clean, blocked, safepoints.longest());
        }
    }

    private Cost functions(Jdk jdk, int classes) throws Exception {
        Fixture big = Fixture.of("support").and("big/Main.java", main(classes));
        for (int i = 0; i < classes; i++) {
            big = big.and("big/C" + i + ".java", functionsOf("C" + i));
        }
        Path one = big.version(1).jar(directory.resolve("big-1.jar"));
        Path two = big.version(2).jar(directory.resolve("big-2.jar"));
        double[] built = new double[1];
        Modules.Built[] fix = new Modules.Built[1];
        built[0] = seconds(() -> fix[0] = Modules.build("big_fix", one, two, directory));
        Safepoints safepoints =
                new Safepoints(directory.resolve("safepoints-" + jdk.feature() + "-" + classes + ".log"));
        try (TargetJvm target = target(jdk, one, "big.Main", safepoints.flag()).start();
                Session session = Session.open(target)) {
            assertThat(target.ask("sum")).isEqualTo(Integer.toString(classes * 5));
            Held before = Held.by(target);
            safepoints.longest();
            double load = seconds(() -> {
                session.insmod(fix[0]);
                session.settle(PATIENCE);
            });
            assertThat(target.ask("sum")).isEqualTo(Integer.toString(classes * 10));
            Map<String, Safepoints.Stops> stops = safepoints.longest();
            Held held = Held.by(target).since(before);
            double disable = seconds(() -> {
                session.disable("big_fix");
                session.settle(PATIENCE);
            });
            assertThat(target.ask("sum")).isEqualTo(Integer.toString(classes * 5));
            System.out.printf(
                    "| %s | %d functions in %d classes | build %.2f s | load %.3f s | disable %.3f s | %s | %s |%n",
                    jdk, classes * 5, classes, built[0], load, disable, stops, held);
            return new Cost(load, held);
        }
    }

    private Cost loaders(Jdk jdk, int count) throws Exception {
        Path one = SERVICE.version(1).jar(directory.resolve("service-1.jar"));
        Path two = SERVICE.version(2).jar(directory.resolve("service-2.jar"));
        Modules.Built fix = Modules.build("fix_2", one, two, directory);
        Safepoints safepoints = new Safepoints(directory.resolve("safepoints-" + jdk.feature() + "-" + count + ".log"));
        try (TargetJvm target =
                        target(jdk, one, "service.Main", safepoints.flag()).start();
                Session session = Session.open(target)) {
            for (int i = 0; i < count; i++) {
                target.ask("loader " + one);
                assertThat(target.ask("in " + i + " service.Work answer")).isEqualTo("1");
            }
            Held before = Held.by(target);
            safepoints.longest();
            double load = seconds(() -> {
                session.insmod(fix);
                session.settle(PATIENCE);
            });
            for (int i = 0; i < count; i++) {
                assertThat(target.ask("in " + i + " service.Work answer")).isEqualTo("2");
            }
            Map<String, Safepoints.Stops> stops = safepoints.longest();
            Held held = Held.by(target).since(before);
            System.out.printf("| %s | %d loaders | load %.3f s | %s | %s |%n", jdk, count, load, stops, held);
            return new Cost(load, held);
        }
    }

    private static String functionsOf(String name) {
        StringBuilder text = new StringBuilder("package big; public final class " + name + " {");
        for (int i = 0; i < 5; i++) {
            text.append(" static int f").append(i).append("() { return @V@; }");
        }
        return text.append(" }").toString();
    }

    private static String main(int classes) {
        StringBuilder text = new StringBuilder(
                "package big; public final class Main { public static void main(String[] a) "
                        + "throws Exception { target.Console.serve(words -> String.valueOf(sum())); } static int sum() { int sum = 0;");
        for (int i = 0; i < classes; i++) {
            text.append(" sum += of")
                    .append(i / 100)
                    .append("(")
                    .append(i % 100)
                    .append(");");
        }
        text.append(" return sum; }");
        for (int block = 0; block <= (classes - 1) / 100; block++) {
            text.append(" static int of").append(block).append("(int n) { switch (n) {");
            for (int i = block * 100; i < Math.min(classes, block * 100 + 100); i++) {
                text.append(" case ").append(i % 100).append(": return ");
                for (int f = 0; f < 5; f++) {
                    text.append(f == 0 ? "" : " + ")
                            .append("C")
                            .append(i)
                            .append(".f")
                            .append(f)
                            .append("()");
                }
                text.append(";");
            }
            text.append(" default: throw new IllegalStateException(); } }");
        }
        return text.append(" }").toString();
    }

    private static org.klp4j.it.jvm.TargetOptions target(Jdk jdk, Path jar, String main, String... flags) {
        return TargetJvm.of(jdk).flags("-Xmx2g").flags(flags).classPath(jar).main(main);
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
