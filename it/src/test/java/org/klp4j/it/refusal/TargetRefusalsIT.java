package org.klp4j.it.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.klp4j.it.klp.Refusals.refused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Session;

/** Targets that are none, that cannot be entered, or that die. */
final class TargetRefusalsIT {
    private static final Fixture IDLE = Fixture.of("support").and("idle/Idle.java", """
            package idle;

            public final class Idle {
                public static void main(String[] arguments) throws Exception {
                    target.Console.serve(words -> "alive");
                }
            }
            """);

    @TempDir
    private Path directory;

    private Path jar = Path.of("");

    @BeforeEach
    void compile() {
        jar = IDLE.jar(directory.resolve("idle.jar"));
    }

    @Test
    void noProcess() {
        assertThat(refused(Errno.ESRCH, () -> Target.find("4194303"))).contains("4194303");
        assertThat(refused(Errno.ESRCH, () -> Target.find("99999999999999999999")))
                .contains("99999999999999999999");
        assertThat(refused(Errno.ESRCH, () -> Target.find("no.such.main.Class")))
                .contains("no.such.main.Class");
        refused(Errno.EINVAL, () -> Target.find(""));
    }

    @Test
    void notAJvm() throws Exception {
        Process sleep = new ProcessBuilder("sleep", "1000").start();
        try {
            String line = refused(Errno.EINVAL, () -> Target.find(Long.toString(sleep.pid())));
            assertThat(line).contains(Long.toString(sleep.pid())).contains("not a JVM");
            assertThat(sleep.isAlive()).isTrue();
        } finally {
            sleep.destroyForcibly().waitFor();
        }
    }

    @EachJdk
    void severalOfThatName(Jdk jdk) {
        try (TargetJvm one = start(jdk);
                TargetJvm other = start(jdk)) {
            String line = refused(Errno.EINVAL, () -> Target.find("idle.Idle"));
            assertThat(line).contains(Long.toString(one.pid())).contains(Long.toString(other.pid()));
        }
    }

    @EachJdk
    void attachDisabled(Jdk jdk) {
        try (TargetJvm target = start(jdk, "-XX:+DisableAttachMechanism")) {
            String line = refused(Errno.EACCES, () -> Session.open(target));
            assertThat(line).contains("DisableAttachMechanism").contains("-javaagent");
            assertThat(target.ask("ping")).isEqualTo("alive");
        }
    }

    @EachJdk
    void agentsRefused(Jdk jdk) {
        try (TargetJvm target = start(jdk, "-XX:-EnableDynamicAgentLoading")) {
            String line = refused(Errno.EACCES, () -> Session.open(target));
            assertThat(line).contains("EnableDynamicAgentLoading").contains("-javaagent");
            assertThat(target.ask("ping")).isEqualTo("alive");
        }
    }

    @EachJdk
    void agentGivenAtTheStartNeedsNoAttach(Jdk jdk) throws Exception {
        String agent = "-javaagent:" + System.getProperty("klp4j.agent");
        try (TargetJvm target = start(jdk, agent, "-XX:+DisableAttachMechanism");
                Session session = Session.open(target)) {
            assertThat(session.connection().agentVersion()).isNotBlank();
            assertThat(target.ask("ping")).isEqualTo("alive");
        }
    }

    @EachJdk
    void withoutSignals(Jdk jdk) {
        try (TargetJvm target = start(jdk, "-Xrs")) {
            String line = refused(Errno.EAGAIN, () -> Session.open(target));
            assertThat(line).contains("-Xrs");
            assertThat(target.ask("ping")).isEqualTo("alive");
        }
    }

    @EachJdk
    void attachingTwiceIsAttachingOnce(Jdk jdk) throws Exception {
        try (TargetJvm target = start(jdk)) {
            for (int i = 0; i < 3; i++) {
                try (Session session = Session.open(target)) {
                    assertThat(session.connection().agentVersion()).isNotBlank();
                }
            }
            assertThat(target.ask("ping")).isEqualTo("alive");
        }
    }

    @EachJdk
    void manyAttachAtOnce(Jdk jdk) throws Exception {
        try (TargetJvm target = start(jdk)) {
            CompletableFuture<?>[] clients = new CompletableFuture<?>[8];
            for (int i = 0; i < clients.length; i++) {
                clients[i] = CompletableFuture.runAsync(() -> {
                    try (Session session = Session.open(target)) {
                        assertThat(session.names("")).contains("livepatch");
                    } catch (KlpException e) {
                        throw new AssertionError(e);
                    }
                });
            }
            CompletableFuture.allOf(clients).get(60, TimeUnit.SECONDS);
            assertThat(target.ask("ping")).isEqualTo("alive");
        }
    }

    @EachJdk
    void stopped(Jdk jdk) throws Exception {
        try (TargetJvm target = start(jdk)) {
            stop(target);
            String line = refused(Errno.EAGAIN, () -> Session.open(target));
            assertThat(line).contains("stopped").contains("kill -CONT");
            kill("-CONT", target);
            assertThat(target.ask("ping")).isEqualTo("alive");
        }
    }

    @EachJdk
    void diesWhileAClientWaits(Jdk jdk) throws Exception {
        try (TargetJvm target = start(jdk);
                Session session = Session.open(target)) {
            stop(target);
            CompletableFuture<Throwable> answer =
                    CompletableFuture.supplyAsync(() -> Assertions.catchThrowable(() -> session.show("livepatch")));
            target.kill();
            Throwable refusal = answer.get(30, TimeUnit.SECONDS);
            assertThat(refusal).isInstanceOf(KlpException.class);
            assertThat(refusal.getMessage()).doesNotContain("\n").contains(Long.toString(target.pid()));
            refused(Errno.ESRCH, () -> Session.open(target.pid()));
        }
    }

    @EachJdk
    void anotherUsersJvmIsRootsToPatch(Jdk jdk) throws Exception {
        assumeTrue(root(), "only root may act for another user");
        readable();
        try (TargetJvm target = TargetJvm.of(jdk)
                        .classPath(jar)
                        .main("idle.Idle")
                        .user("nobody")
                        .start();
                Session session = Session.open(target)) {
            assertThat(session.connection().target().user()).isEqualTo("nobody");
            Path socket = Path.of("/tmp/.klp4j_" + target.pid() + "/socket");
            assertThat(Files.getOwner(socket).getName()).isEqualTo("nobody");
            assertThat(Files.getPosixFilePermissions(socket.getParent())).hasSize(3);
        }
    }

    @EachJdk
    void anotherUsersJvmIsNobodyElses(Jdk jdk) throws Exception {
        assumeTrue(root(), "only root can become another user");
        try (TargetJvm target = start(jdk)) {
            for (int attached = 0; attached < 2; attached++) {
                Outsider outsider = new Outsider(directory);
                String said = outsider.run("nobody", target.pid());
                assertThat(said.lines())
                        .hasSize(2)
                        .allSatisfy(line -> assertThat(line)
                                .startsWith("refused " + Errno.EACCES.number() + " ")
                                .contains("root"));
                Session.open(target).close();
            }
            assertThat(target.ask("ping")).isEqualTo("alive");
        }
    }

    private TargetJvm start(Jdk jdk, String... flags) {
        return TargetJvm.of(jdk).flags(flags).classPath(jar).main("idle.Idle").start();
    }

    private void readable() throws Exception {
        for (Path path = directory; path != null && path.startsWith("/tmp/"); path = path.getParent()) {
            Outsider.open(path);
        }
    }

    private static boolean root() throws Exception {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /** A signal is sent at once, but the process stops a moment after that. */
    private static void stop(TargetJvm target) throws Exception {
        kill("-STOP", target);
        Path stat = Path.of("/proc", Long.toString(target.pid()), "stat");
        Awaitility.await().until(() -> Files.readString(stat).contains(") T "));
    }

    private static void kill(String signal, TargetJvm target) throws Exception {
        new ProcessBuilder("kill", signal, Long.toString(target.pid())).start().waitFor();
    }

    static Connection connect(long pid) throws KlpException {
        return Connection.open(Target.find(Long.toString(pid)));
    }
}
