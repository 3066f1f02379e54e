package org.klp4j.it.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleImage;
import org.klp4j.format.ModuleInfo;
import org.klp4j.format.ModuleJar;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.fixture.Seeds;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Session;

/**
 * Real systems under load, whose functions are replaced by identical ones all the time. Their results must stay right,
 * and nothing may grow.
 */
final class IdentityIT {
    private static final Path API =
            Path.of(System.getProperty("klp.root", "..")).resolve("api/target/classes");
    private static final Pattern LOADED = Pattern.compile("\\] (\\S+) source: ");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int LONG = Integer.getInteger("klp.cycles", 1_000);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final int THREADS = 2;

    @TempDir
    private Path directory;

    @EachJdk
    void h2(Jdk jdk) throws Exception {
        torture(jdk, RealSystem.H2, 10, Duration.ofSeconds(8));
    }

    @EachJdk
    void tomcat(Jdk jdk) throws Exception {
        torture(jdk, RealSystem.TOMCAT, 10, Duration.ofSeconds(6));
    }

    @EachJdk
    @Tag("soak")
    void aThousandCyclesOfH2(Jdk jdk) throws Exception {
        torture(jdk, RealSystem.H2, LONG, LONGEST);
    }

    @EachJdk
    @Tag("soak")
    void aThousandCyclesOfLucene(Jdk jdk) throws Exception {
        torture(jdk, RealSystem.LUCENE, LONG, LONGEST);
    }

    @EachJdk
    @Tag("soak")
    void aThousandCyclesOfJavac(Jdk jdk) throws Exception {
        torture(jdk, RealSystem.JAVAC, LONG, LONGEST);
    }

    @EachJdk
    @Tag("soak")
    void aThousandCyclesOfTomcat(Jdk jdk) throws Exception {
        torture(jdk, RealSystem.TOMCAT, LONG, LONGEST);
    }

    /** So many cycles in at most so much time, after a fifth of them to warm up. */
    private void torture(Jdk jdk, RealSystem system, int cycles, Duration atMost) throws Exception {
        Path loadLog = directory.resolve(system + "-" + jdk.feature() + ".log");
        try (TargetJvm target = system.target(jdk, directory, loadLog).start();
                Session session = Session.open(target)) {
            target.ask("start " + THREADS + " " + Seeds.seed());
            atLeast(target, THREADS);
            SameFunctions functions = system.functions(jdk, loaded(loadLog));
            Torturer torturer = new Torturer(
                    session, functions, Seeds.random("identity " + system + jdk), replacement(system), 120);
            run(torturer, Math.max(5, cycles / 5), atMost.dividedBy(4));
            Usage before = calm(target, torturer);
            Histogram objects = Histogram.of(target);
            long warm = torturer.redefined();
            target.ask("start " + THREADS + " " + Seeds.seed());
            int made = run(torturer, cycles, atMost);
            atLeast(target, THREADS);
            Usage after = calm(target, torturer);
            Histogram objectsAfter = Histogram.of(target);
            String grown = objects.growthTo(objectsAfter);
            long mirrors = objects.growthTo(objectsAfter, "java.lang.Class");
            String what = jdk + ", " + system + ", " + made + " cycles, seed " + Seeds.seed();
            System.out.println(what + ", of " + functions.size() + " functions: " + torturer + "; "
                    + target.ask("stats") + "; " + before + " -> " + after + "; grown: " + grown);
            assertThat(target.ask("stats"))
                    .as(what + ": " + target.ask("sample"))
                    .endsWith(" errors=0");
            assertThat(session.dmesg()).as(what).doesNotContain("UNPATCHED").doesNotContain("ALARM");
            Usage.judge(what + ", grown: " + grown, before, after, torturer.redefined() - warm, mirrors);
        }
    }

    private static int run(Torturer torturer, int cycles, Duration atMost) throws KlpException {
        long end = System.nanoTime() + atMost.toNanos();
        int made = 0;
        while (made < cycles && System.nanoTime() - end < 0) {
            torturer.cycle();
            made++;
        }
        return made;
    }

    private static Usage calm(TargetJvm target, Torturer torturer) throws KlpException {
        torturer.calm();
        assertThat(target.ask("stop", PATIENCE)).isEqualTo("stopped");
        return Usage.of(target);
    }

    /** Waits until so many more pieces of work are done. */
    private static void atLeast(TargetJvm target, int turns) {
        long first = turns(target);
        org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> turns(target) >= first + turns);
    }

    private static long turns(TargetJvm target) {
        Matcher matcher = Pattern.compile("turns=(\\d+)").matcher(target.ask("stats"));
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static Set<String> loaded(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(LOADED::matcher)
                    .filter(Matcher::find)
                    .map(matcher -> matcher.group(1))
                    .collect(Collectors.toSet());
        }
    }

    /** A written module whose patch replaces every other; it says again what its function says already. */
    private static byte[] replacement(RealSystem system) throws KlpException {
        Map<String, byte[]> classes = new HashMap<>(Fixture.source("all/SameAll.java", """
                package all;

                import org.klp4j.api.Klp;
                import org.klp4j.api.KlpFunc;
                import org.klp4j.api.KlpModule;
                import org.klp4j.api.KlpObject;
                import org.klp4j.api.KlpPatch;
                import org.klp4j.api.ThisModule;

                public final class SameAll implements KlpModule {
                    public static String light() {
                        return "on";
                    }

                    @Override
                    public int init(ThisModule self) {
                        KlpFunc light = new KlpFunc("torture.Beacon.light").newFunc(SameAll.class, "light");
                        return Klp.enablePatch(new KlpPatch()
                                .mod(self)
                                .objects(KlpObject.of("@OBJECT@").funcs(light))
                                .replace(true));
                    }
                }
                """)
                .with("OBJECT", system.host())
                .against(API)
                .classes());
        ModuleInfo info = new ModuleInfo(
                "same_all", "1", "", "replaces all others", "", "GPL", List.of(), List.of(), true, "all.SameAll");
        return ModuleJar.write(new ModuleImage(info, null, classes));
    }
}
