package org.klp4j.it.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Session;

/** Threads that never leave a patched function: foretold, named with what they wait for, and ended by the operator. */
final class StuckIT {
    private static final Fixture STUCK = Fixture.of("stuck", "support");

    @TempDir
    private Path directory;

    @EachJdk
    void acceptLoop(Jdk jdk) throws Exception {
        stuck(jdk, "acceptor", "is in native code", "acceptor");
    }

    @EachJdk
    void consumerLoop(Jdk jdk) throws Exception {
        stuck(
                jdk,
                "consumer",
                "waits for java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject@",
                "consumer");
    }

    @EachJdk
    void deadlock(Jdk jdk) throws Exception {
        stuck(jdk, "deadlocked", "held by 'deadlocked too'", "deadlocked", "deadlocked too");
    }

    @EachJdk
    void pinnedVirtualThread(Jdk jdk) throws Exception {
        stuck(jdk, "pinned", "waits for java.util.concurrent.CountDownLatch$Sync@", "pinned");
    }

    private void stuck(Jdk jdk, String function, String reason, String... threads) throws Exception {
        Modules.Built fix = Modules.build("unstick", jar(1), jar(2), directory);
        try (TargetJvm target = TargetJvm.of(jdk)
                        .flags("-Xmx256m")
                        .classPath(jar(1))
                        .main("stuck.Main")
                        .start();
                Session session = Session.open(target)) {
            target.ask(function);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(session.check(fix.jar()))
                            .as("foretold")
                            .containsPattern("(?m)^thread '" + function + "' in stuck\\.Stuck\\." + function + "\\(.*"
                                    + literal(reason)));

            session.insmod(fix);
            session.awaitOnlyPending(threads);
            assertThat(session.show("sys/tasks"))
                    .containsPattern("(?m)^\\d+\t0\t" + function + "\tstuck\\.Stuck\\." + function
                            + "\tstuck\\.Stuck\\." + function + "\\(.*\\); .*" + literal(reason));
            assertThat(target.ask("answer")).as("everyone else is patched").isEqualTo("2");

            session.store("sys/signal", "1");
            session.awaitOnlyPending(threads);
            session.disable("unstick");
            session.settle();
            assertThat(target.ask("answer")).as("reversed").isEqualTo("1");

            session.enable("unstick");
            session.awaitOnlyPending(threads);
            session.store("livepatch/unstick/force", "1");
            session.settle();
            assertThat(target.ask("answer")).as("forced").isEqualTo("2");
        }
    }

    private static String literal(String text) {
        return java.util.regex.Pattern.quote(text);
    }

    private Path jar(int version) {
        Path jar = directory.resolve("stuck-" + version + ".jar");
        return jar.toFile().exists() ? jar : STUCK.version(version).jar(jar);
    }
}
