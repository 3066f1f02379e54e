package org.klp4j.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
 * The agent runs out of memory at one allocation of its own, chosen at random, in the middle of an operation: the
 * operation was done or was not, the application never notices, and everything works afterwards. All the threads of the
 * agent are meant, and all of its classes; {@code FullHeapTest} tries every allocation of the core.
 */
final class NoMemoryIT {
    private static final Fixture LIBRARY = Fixture.of("starved", "support");
    private static final int COUNTED = 1_000_000_000;

    @TempDir
    private Path directory;

    @EachJdk
    void atRandomAllocations(Jdk jdk) throws Exception {
        starve(jdk, trials -> trials.run(25));
    }

    @EachJdk
    @Tag("stress")
    void atManyRandomAllocations(Jdk jdk) throws Exception {
        starve(jdk, trials -> trials.run(1000));
    }

    /** What an operator does, in this order. */
    private enum Operation {
        LOAD,
        DISABLE,
        ENABLE,
        DISABLE_AGAIN,
        UNLOAD
    }

    private static final List<Operation> OPERATIONS = List.of(Operation.values());

    @EachJdk
    void whereClassesCome(Jdk jdk) throws Exception {
        starve(jdk, trials -> trials.fresh(30));
    }

    private interface Story {
        void play(Trials trials) throws Exception;
    }

    private void starve(Jdk jdk, Story story) throws Exception {
        Path allocations = Fixture.of("allocations").jar(directory.resolve("allocations.jar"));
        Fixture library = LIBRARY.against(allocations);
        Path old = library.version(1).jar(directory.resolve("starved-1.jar"));
        Path fixed = library.version(2).jar(directory.resolve("starved-2.jar"));
        Modules.Built fix = Modules.build("starved_2", old, fixed, directory, List.of("starved.Lib*"));
        try (TargetJvm target = TargetJvm.of(jdk)
                .flags("-Xbootclasspath/a:" + allocations, "-javaagent:" + StarvedAgent.make(directory))
                .classPath(old)
                .main("starved.Main")
                .start()) {
            story.play(new Trials(jdk, target, fix));
            assertThat(target.ask("wrong")).isEqualTo("0 ");
            assertThat(target.ask("calls")).isEqualTo("some");
        }
    }

    private static final class Trials {
        private final TargetJvm target;
        private final Modules.Built fix;
        private final Random random;
        private final Map<Operation, Integer> allocations = new EnumMap<>(Operation.class);
        private final TreeMap<String, Integer> answers = new TreeMap<>();
        private final List<String> done = new ArrayList<>();

        Trials(Jdk jdk, TargetJvm target, Modules.Built fix) {
            this.target = target;
            this.fix = fix;
            this.random = Seeds.random("starved " + jdk);
        }

        void run(int trials) throws KlpException {
            for (Operation operation : OPERATIONS) {
                carryOut(operation, COUNTED, 1);
            }
            for (int trial = 0; trial < trials; trial++) {
                Operation starved = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
                try {
                    trial(starved);
                    cleanUp();
                    cycle();
                } catch (KlpException | AssertionError failure) {
                    String last = done.get(done.size() - 1);
                    throw new AssertionError("after " + last + ": " + failure + "\n" + log(), failure);
                }
            }
            System.out.println(target.jdk() + ": allocations " + allocations + ", answers " + answers);
        }

        /** Copies in new loaders run the new code, at the latest soon after there is memory again. */
        void fresh(int copies) throws KlpException {
            carryOut(Operation.LOAD);
            int most = Integer.parseInt(target.ask("fresh " + COUNTED + " 1"));
            for (int copy = 0; copy < copies; copy++) {
                target.ask("fresh " + (1 + random.nextInt(most)) + " " + (1 + random.nextInt(3)));
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(target.ask("others")).isEqualTo("[222]"));
            carryOut(Operation.DISABLE);
            assertThat(target.ask("others")).isEqualTo("[111]");
        }

        private String log() throws KlpException {
            try (Session session = Session.open(target)) {
                return session.dmesg()
                        .lines()
                        .skip(Math.max(0, session.dmesg().lines().count() - 40))
                        .collect(Collectors.joining("\n"));
            }
        }

        private void trial(Operation starved) throws KlpException {
            for (Operation before : OPERATIONS) {
                if (before == starved) {
                    break;
                }
                carryOut(before);
            }
            int first = 1 + random.nextInt(allocations.get(starved));
            int many = 1 + random.nextInt(3);
            done.add(starved + ", allocation " + first + ", " + many);
            String answer = "done";
            try {
                carryOut(starved, first, many);
            } catch (KlpException refused) {
                assertThat(refused.getMessage()).doesNotContain("\n");
                answer = refused.getMessage();
            }
            answers.merge(answer, 1, Integer::sum);
        }

        private void carryOut(Operation operation, int first, int many) throws KlpException {
            try (Session session = Session.open(target)) {
                target.ask("fail " + first + " " + many);
                carryOut(operation, session);
            } finally {
                int seen = Integer.parseInt(target.ask("end " + first));
                allocations.putIfAbsent(operation, seen);
            }
        }

        private void carryOut(Operation operation) throws KlpException {
            try (Session session = Session.open(target)) {
                carryOut(operation, session);
            }
        }

        private void carryOut(Operation operation, Session session) throws KlpException {
            switch (operation) {
                case LOAD -> session.insmod(fix);
                case ENABLE -> session.enable(fix.name());
                case DISABLE, DISABLE_AGAIN -> session.disable(fix.name());
                case UNLOAD -> session.rmmod(fix.name());
            }
            session.settle();
        }

        private void cleanUp() throws KlpException {
            try (Session session = Session.open(target)) {
                session.settle();
                for (String patch : session.patches()) {
                    if (session.show("livepatch/" + patch + "/enabled").equals("1\n")) {
                        session.disable(patch);
                        session.settle();
                    }
                }
                for (String module : session.names("module")) {
                    session.rmmod(module);
                }
                assertThat(session.patches()).isEmpty();
            }
            assertThat(target.ask("sees")).isEqualTo("111 111");
        }

        private void cycle() throws KlpException {
            for (Operation operation : OPERATIONS) {
                carryOut(operation);
                boolean patched = operation == Operation.LOAD || operation == Operation.ENABLE;
                assertThat(target.ask("sees")).as("after %s", operation).isEqualTo(patched ? "222 222" : "111 111");
            }
        }
    }
}
