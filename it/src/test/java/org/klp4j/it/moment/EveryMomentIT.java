package org.klp4j.it.moment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.client.Connection;
import org.klp4j.it.fixture.Seeds;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jcmd;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Session;

/**
 * A patch is enabled, and disabled again, while a thread of a real library's scenario stands at one entry of a patched
 * function; once for each entry of the run, or for a sample of them. Each step of the scenario must come out as on the
 * old release or as on the new one, and no activation tree may run functions of both.
 */
final class EveryMomentIT {
    private static final int SHORT = Integer.getInteger("klp.sample", 8);
    private static final int LONG = Integer.getInteger("klp.moments", 4_000);
    private static final int BETWEEN_COLLECTIONS = 50;

    @TempDir
    private Path directory;

    @EachJdk
    void parser(Jdk jdk) throws Exception {
        moments(jdk, Library.JACKSON, SHORT);
    }

    @EachJdk
    void httpServer(Jdk jdk) throws Exception {
        moments(jdk, Library.JETTY, SHORT);
    }

    @EachJdk
    void database(Jdk jdk) throws Exception {
        moments(jdk, Library.H2, SHORT);
    }

    @EachJdk
    void scriptEngine(Jdk jdk) throws Exception {
        moments(jdk, Library.RHINO, SHORT);
    }

    @EachJdk
    @Tag("stress")
    void everyMomentOfAParser(Jdk jdk) throws Exception {
        moments(jdk, Library.JACKSON, LONG);
    }

    @EachJdk
    @Tag("stress")
    void everyMomentOfAnHttpServer(Jdk jdk) throws Exception {
        moments(jdk, Library.JETTY, LONG);
    }

    @EachJdk
    @Tag("stress")
    void everyMomentOfADatabase(Jdk jdk) throws Exception {
        moments(jdk, Library.H2, LONG);
    }

    @EachJdk
    @Tag("stress")
    void everyMomentOfAScriptEngine(Jdk jdk) throws Exception {
        moments(jdk, Library.RHINO, LONG);
    }

    private void moments(Jdk jdk, Library library, int most) throws Exception {
        Modules.Built module = library.module(directory);
        try (TargetJvm target = library.start(jdk, directory);
                Session session = Session.open(target)) {
            Run run = new Run(target, session, library.patch());
            run.whole();
            String[] before = run.whole();
            int entriesBefore = run.counts()[0];
            session.insmod(module);
            session.settle();
            run.whole();
            String[] after = run.whole();
            int[] counts = run.counts(); // once: a server's threads may go on a little after the answer
            int entriesAfter = counts[1];
            assertThat(counts).as("entries of old, of new, torn").containsExactly(0, entriesAfter, 0);
            assertThat(after).hasSameSizeAs(before).isNotEqualTo(before);
            run.disable();

            Random random = Seeds.random(library + " " + jdk);
            List<Integer> old = sample(entriesBefore, most, random);
            List<Integer> fixed = sample(entriesAfter, most, random);
            Tally tally = new Tally(before, after);
            for (int i = 0; i < Math.max(old.size(), fixed.size()); i++) {
                run.enableAt(old.get(i % old.size()), tally);
                run.disableAt(fixed.get(i % fixed.size()), tally);
                if (i % BETWEEN_COLLECTIONS == BETWEEN_COLLECTIONS - 1) {
                    // Former versions of classes go when the JVM unloads classes, and until then it goes through them.
                    Jcmd.ask(jdk, target.pid(), "GC.run");
                }
            }
            System.out.println(jdk + ": " + library + ": " + run.functions() + " functions, entered " + entriesBefore
                    + " and " + entriesAfter + " times; " + tally + "; seed " + Seeds.seed());
            run.tornByForce();
        }
    }

    /** All of them, or that many of them at random; always the first. */
    private static List<Integer> sample(int entries, int most, Random random) {
        List<Integer> all =
                new ArrayList<>(IntStream.rangeClosed(2, entries).boxed().toList());
        Collections.shuffle(all, random);
        List<Integer> chosen = new ArrayList<>(all.subList(0, Math.min(all.size(), most - 1)));
        chosen.add(1);
        return chosen;
    }

    /** What came out. */
    private static final class Tally {
        private final String[] before;
        private final String[] after;
        private int runs;
        private int stood;
        private int oldSteps;
        private int newSteps;

        Tally(String[] before, String[] after) {
            this.before = before;
            this.after = after;
        }

        void add(String what, boolean stopped, String[] steps) {
            assertThat(steps).as(what).hasSameSizeAs(before);
            runs++;
            stood += stopped ? 1 : 0;
            for (int i = 0; i < steps.length; i++) {
                assertThat(steps[i]).as("%s, step %d", what, i).isIn(before[i], after[i]);
                if (!before[i].equals(after[i])) {
                    oldSteps += steps[i].equals(before[i]) ? 1 : 0;
                    newSteps += steps[i].equals(after[i]) ? 1 : 0;
                }
            }
        }

        @Override
        public String toString() {
            return runs + " runs, " + stood + " with a thread at the entry, their steps " + oldSteps
                    + " as the old release, " + newSteps + " as the new, 0 other";
        }
    }

    /** Runs of the scenario. */
    private record Run(TargetJvm target, Session session, String patch) {
        String[] whole() {
            assertThat(target.ask("begin 0 0")).isEqualTo("done");
            return target.ask("end").split(" ");
        }

        int[] counts() {
            return Arrays.stream(target.ask("counts").split(" "))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }

        int functions() throws Exception {
            int functions = 0;
            for (Connection.Entry object : session.connection().list("livepatch/" + patch)) {
                if (object.directory()) {
                    functions += session.names("livepatch/" + patch + "/" + object.name())
                                    .size()
                            - 1;
                }
            }
            return functions;
        }

        void disable() throws Exception {
            session.disable(patch);
            session.settle();
        }

        void enableAt(int entry, Tally tally) throws Exception {
            boolean stopped = target.ask("begin 0 " + entry).equals("at");
            session.enable(patch);
            finish("enabled at entry " + entry, stopped, tally);
        }

        void disableAt(int entry, Tally tally) throws Exception {
            boolean stopped = target.ask("begin 1 " + entry).equals("at");
            session.disable(patch);
            finish("disabled at entry " + entry, stopped, tally);
        }

        private void finish(String what, boolean stopped, Tally tally) throws Exception {
            if (stopped) {
                assertThat(session.inTransition(patch)).as(what).isTrue();
            }
            String[] steps = target.ask("end").split(" ");
            session.settle();
            assertThat(counts()[2])
                    .as("%s: torn, as %s", what, target.ask("sample"))
                    .isZero();
            tally.add(what, stopped, steps);
        }

        /** The control: forced, a thread that stands in old code runs on into new code, and that is seen. */
        void tornByForce() throws Exception {
            for (int entry = 1; counts()[2] == 0; entry = entry * 3 / 2 + 1) {
                assertThat(target.ask("begin 0 " + entry)).as("torn by force").isEqualTo("at");
                session.enable(patch);
                session.store("livepatch/" + patch + "/force", "1");
                session.settle();
                target.ask("end");
                if (counts()[2] == 0) {
                    disable();
                }
            }
        }
    }
}
