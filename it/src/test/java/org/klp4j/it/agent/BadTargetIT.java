package org.klp4j.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.fixture.Seeds;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;

/** Processes that cannot take the agent are refused with one line, and are none the worse for it. */
class BadTargetIT {
    @TempDir
    private Path directory;

    @Test
    void noSuchProcess() {
        assertThat(IdleTarget.refused(Errno.ESRCH, () -> Target.find("4194303")))
                .contains("4194303");
        assertThat(IdleTarget.refused(Errno.ESRCH, () -> Target.find("99999999999999999999")))
                .contains("no process");
        assertThat(IdleTarget.refused(Errno.ESRCH, () -> Target.find("no.such.Main")))
                .contains("'no.such.Main'");
        IdleTarget.refused(Errno.EINVAL, () -> Target.find(" "));
    }

    @Test
    void notAJvm() throws Exception {
        Process sleep = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(IdleTarget.refused(Errno.EINVAL, () -> Target.find(Long.toString(sleep.pid()))))
                    .isEqualTo("process " + sleep.pid() + " is not a JVM");
            assertThat(sleep.isAlive()).isTrue();
        } finally {
            sleep.destroyForcibly();
        }
    }

    @EachJdk
    void anAmbiguousNameListsTheCandidates(Jdk jdk) throws Exception {
        try (TargetJvm one = IdleTarget.of(jdk, directory).start();
                TargetJvm two = IdleTarget.of(jdk, directory).start()) {
            String line = IdleTarget.refused(Errno.EINVAL, () -> Target.find("idle.Idl"));
            assertThat(line).contains(one.pid() + " (idle.Idle)").contains(two.pid() + " (idle.Idle)");
            assertThat(Target.all()).extracting(Target::pid).contains(one.pid(), two.pid());
            two.kill();
            assertThat(Target.find("idle.Idl").pid()).isEqualTo(one.pid());
        }
    }

    @EachJdk
    void attachDisabled(Jdk jdk) throws Exception {
        for (String flag : new String[] {"-XX:+UsePerfData", "-XX:-UsePerfData"}) {
            try (TargetJvm jvm = IdleTarget.of(jdk, directory)
                    .flags(flag, "-XX:+DisableAttachMechanism")
                    .start()) {
                assertThat(IdleTarget.refused(Errno.EACCES, () -> IdleTarget.open(jvm)))
                        .contains("-XX:+DisableAttachMechanism")
                        .contains("-javaagent");
                assertThat(jvm.ask("threads")).isEmpty(); // and no thread dump on its output: close looks
            }
        }
    }

    @EachJdk
    void dynamicLoadingDisabled(Jdk jdk) throws Exception {
        for (String flag : new String[] {"-XX:+UsePerfData", "-XX:-UsePerfData"}) {
            try (TargetJvm jvm = IdleTarget.of(jdk, directory)
                    .flags(flag, "-XX:-EnableDynamicAgentLoading")
                    .start()) {
                assertThat(IdleTarget.refused(Errno.EACCES, () -> IdleTarget.open(jvm)))
                        .contains("-XX:-EnableDynamicAgentLoading")
                        .contains("-javaagent");
            }
        }
    }

    @EachJdk
    void theStartRouteWorksWhereAttachIsDisabled(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory)
                        .flags("-XX:+DisableAttachMechanism", "-javaagent:" + IdleTarget.AGENT)
                        .start();
                Connection connection = IdleTarget.open(jvm)) {
            assertThat(connection.list("livepatch")).isEmpty();
        }
    }

    @EachJdk
    void aSecurityManagerHasToGrantIt(Jdk jdk) throws Exception {
        assumeTrue(jdk.feature() < 24, "there is no security manager from 24 on");
        Path policy = Files.writeString(
                directory.resolve("policy"),
                "grant codeBase \"" + IdleTarget.AGENT.toUri() + "\" { permission java.security.AllPermission; };"
                        + "grant { permission java.util.PropertyPermission \"*\", \"read\"; };");
        String[] managed = {"-Djava.security.manager", "-Djava.security.policy=="};
        try (TargetJvm jvm =
                IdleTarget.of(jdk, directory).flags(managed[0]).loud().start()) {
            assertThat(IdleTarget.refused(Errno.EIO, () -> IdleTarget.open(jvm)))
                    .contains("security manager");
        }
        try (TargetJvm jvm = IdleTarget.of(jdk, directory)
                        .flags(managed[0], managed[1] + policy)
                        .loud()
                        .start();
                Connection connection = IdleTarget.open(jvm)) {
            assertThat(connection.show("sys/ftrace_enabled")).isEqualTo("1\n");
        }
    }

    @EachJdk
    void aJvmInAContainer(Jdk jdk) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can make namespaces");
        Path jar = Fixture.of("idle").jar(directory.resolve("idle.jar"));
        Process unshare = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--mount-proc",
                        "sh",
                        "-c",
                        "cp \"$2\" /var/tmp/klp-it-$$.jar && mount -t tmpfs tmpfs /tmp"
                                + " && exec \"$1\" -cp /var/tmp/klp-it-$$.jar idle.Idle",
                        "sh",
                        jdk.tool("java"),
                        jar.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = unshare.inputReader()) {
            assertThat(output.readLine()).isEqualTo("@ready");
            long pid = unshare.children().findFirst().orElseThrow().pid();
            Target target = Target.find(Long.toString(pid));
            assertThat(target.mainClass()).isEqualTo("idle.Idle");
            for (int i = 0; i < 2; i++) {
                try (Connection connection = Connection.open(target)) {
                    assertThat(connection.show("sys/ftrace_enabled")).isEqualTo("1\n");
                }
            }
            try (var left = Files.list(Path.of("/proc/" + pid + "/root/tmp"))) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .containsExactlyInAnyOrder(".java_pid1", ".klp4j_1", "hsperfdata_root");
            }
        } finally {
            unshare.descendants().forEach(ProcessHandle::destroyForcibly);
            unshare.destroyForcibly().waitFor();
            Files.deleteIfExists(Path.of("/var/tmp/klp-it-1.jar"));
        }
    }

    @EachJdk
    void aJvmThatDoesNotCatchTheSignalIsNotKilled(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).flags("-Xrs").start()) {
            assertThat(IdleTarget.refused(Errno.EAGAIN, () -> IdleTarget.open(jvm)))
                    .contains("SIGQUIT");
            assertThat(jvm.ask("threads")).isEmpty();
        }
    }

    @EachJdk
    void aStoppedJvmStopsNobody(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            signal("STOP", jvm);
            assertThat(IdleTarget.refused(Errno.EAGAIN, () -> IdleTarget.open(jvm)))
                    .contains("kill -CONT");
            signal("CONT", jvm);
            IdleTarget.open(jvm).close();
            Target target = Target.find(Long.toString(jvm.pid()));
            signal("STOP", jvm);
            assertThat(IdleTarget.refused(Errno.ETIMEDOUT, () -> Connection.openIfLoaded(target)))
                    .contains("did not answer");
            signal("CONT", jvm);
        }
    }

    @EachJdk
    void aJvmKilledUnderAConnection(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start();
                Connection connection = IdleTarget.open(jvm)) {
            jvm.kill();
            String line = IdleTarget.refused(Errno.ENODEV, () -> connection.show("kmsg"));
            assertThat(line).isEqualTo("JVM " + jvm.pid() + " ended");
            IdleTarget.refused(Errno.ESRCH, () -> Connection.open(connection.target()));
        }
    }

    @EachJdk
    void aJvmKilledAtAnyMomentOfTheLoad(Jdk jdk) throws Exception {
        Random random = Seeds.random(getClass().getName());
        for (int i = 0; i < 6; i++) {
            try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
                Target target = Target.find(Long.toString(jvm.pid()));
                Thread killer = killer(jvm, random.nextInt(350));
                try (Connection connection = Connection.open(target)) {
                    assertThat(connection.target()).isEqualTo(target); // it was quicker
                } catch (KlpException refusal) {
                    assertThat(refusal.errno())
                            .isIn(
                                    Errno.ESRCH.number(),
                                    Errno.ENODEV.number(),
                                    Errno.EAGAIN.number(),
                                    Errno.EINVAL.number());
                    assertThat(refusal.getMessage())
                            .contains(Long.toString(jvm.pid()))
                            .doesNotContain("Exception");
                }
                killer.join();
            }
        }
    }

    @EachJdk
    void clientsThatComeAtOnceGetOneAgent(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            ExecutorService clients = Executors.newFixedThreadPool(8);
            try {
                Callable<String> client = () -> {
                    try (Connection connection = IdleTarget.open(jvm)) {
                        return connection.show("sys/ftrace_enabled");
                    }
                };
                for (Future<String> answer : clients.invokeAll(java.util.Collections.nCopies(8, client))) {
                    assertThat(answer.get()).isEqualTo("1\n");
                }
            } finally {
                clients.shutdownNow();
            }
            assertThat(IdleTarget.threads(jvm)).containsOnlyOnce("klp4j acceptD");
        }
    }

    @EachJdk
    void rootReachesAnotherUsersJvmButNotTheOtherWayRound(Jdk jdk) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can start a JVM as another user");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (TargetJvm theirs = IdleTarget.of(jdk, directory).user("nobody").start();
                Connection connection = IdleTarget.open(theirs)) {
            assertThat(connection.target().user()).isEqualTo("nobody");
            assertThat(connection.list("livepatch")).isEmpty();
        }
        try (TargetJvm ours = IdleTarget.of(jdk, directory).start()) {
            assertThat(ForeignClient.run(directory, "nobody", "attach", Long.toString(ours.pid())))
                    .contains("belongs to user 'root'");
        }
    }

    private static void signal(String name, TargetJvm jvm) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name, Long.toString(jvm.pid())));
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
        char state = name.equals("STOP") ? 'T' : 'S';
        org.awaitility.Awaitility.await().until(() -> state(jvm) == state);
    }

    private static char state(TargetJvm jvm) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + jvm.pid() + "/stat"));
        return stat.charAt(stat.lastIndexOf(") ") + 2);
    }

    /** Kills after a while that is meant to fall anywhere into the load, so it is a sleep. */
    private static Thread killer(TargetJvm jvm, int millis) {
        Thread killer = new Thread(() -> {
            try {
                Thread.sleep(Duration.ofMillis(millis).toMillis());
            } catch (InterruptedException e) {
                return;
            }
            jvm.kill();
        });
        killer.start();
        return killer;
    }
}
