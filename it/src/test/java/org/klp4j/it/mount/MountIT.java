package org.klp4j.it.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.Jdks;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;
import org.klp4j.it.mount.Mounted.Result;

/** What the kernel's sysfs answers, the mount answers: contents, modes, sizes, errors, order and moment. */
final class MountIT {
    private static final int PROCESSES = 8;
    private static final int ROUNDS = 625; // a write and a read each: 10,000 in all

    @TempDir
    private Path scratch;

    private static void says(Path directory, String line, String text) throws IOException {
        assertThat(Mounted.shell(directory, line).text()).as(line).isEqualTo(text);
    }

    private static void refuses(Path directory, String line, String error) throws IOException {
        Result result = Mounted.shell(directory, line);
        assertThat(result.status()).as(line).isNotZero();
        assertThat(result.text()).as(line).endsWith(error);
    }

    @EachJdk
    void answersAsSysfs(Jdk jdk) throws Exception {
        Service service = new Service(scratch);
        try (Mounted mounted = Mounted.at(scratch.resolve("mnt"));
                TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            session.insmod(service.module(2));
            session.settle();
            Path tree = mounted.of(target.pid());
            Path patch = tree.resolve("livepatch/fix_2");
            says(tree, "stat --format '%A %s %U' livepatch livepatch/fix_2", "drwxr-xr-x 0 root\ndrwxr-xr-x 0 root");
            says(
                    patch,
                    "stat --format '%n %A %s' enabled force replace stack_order transition",
                    "enabled -rw-r--r-- 4096\nforce --w------- 4096\nreplace -r--r--r-- 4096\n"
                            + "stack_order -r--r--r-- 4096\ntransition -r--r--r-- 4096");
            says(patch, "cat enabled transition replace stack_order | od -An -c", "1  \\n   0  \\n   0  \\n   1  \\n");
            says(patch, "cat */patched", "1");
            refuses(patch, "echo 1 > enabled", "write error: Invalid argument");
            refuses(patch, "echo x > enabled", "write error: Invalid argument");
            refuses(patch, "echo 1 > transition", "transition: Permission denied");
            refuses(patch, "cat force", "force: Permission denied");
            refuses(patch, "echo 1 > force", "write error: Invalid argument");
            says(patch, "echo 0 > force", "");
            refuses(patch, "echo 1 > nothing", "nothing: Permission denied");
            refuses(patch, "cat nothing", "nothing: No such file or directory");
            refuses(patch, "mkdir x", "Operation not permitted");
            refuses(patch, "rm -f enabled", "Operation not permitted");
            refuses(patch, "mv enabled x", "Operation not permitted");
            refuses(tree, "echo 0 > sys/ftrace_enabled", "write error: Device or resource busy");
            says(patch, "echo 0 > enabled; cat enabled; echo 1 > enabled; cat enabled", "0\n1");
            says(patch, "exec 3< enabled; cat <&3; echo 0 > enabled; cat /proc/self/fd/3", "1\n0");
            says(tree, "cat livepatch/fix_2/enabled", "0");
            session.rmmod("fix_2");
            refuses(tree, "cat livepatch/fix_2/enabled", "No such file or directory");
        }
    }

    @EachJdk
    void writesReturnAfterTheFirstAttempt(Jdk jdk) throws Exception {
        Service service = new Service(scratch);
        try (Mounted mounted = Mounted.at(scratch.resolve("mnt"));
                TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            session.insmod(service.module(2));
            session.settle();
            Path patch = mounted.of(target.pid()).resolve("livepatch/fix_2");
            says(patch, "echo 0 > enabled && cat enabled transition", "0\n0");
            target.ask("actor inside platform");
            target.ask("begin inside hold");
            says(patch, "echo 1 > enabled && cat enabled transition", "1\n1");
            says(patch, "echo 0 > enabled && cat enabled", "0");
            session.settle();
            says(patch, "echo 1 > enabled && cat transition && echo 1 > force", "1");
            session.settle();
            says(patch, "cat enabled transition", "1\n0");
            target.ask("end inside");
        }
    }

    @Test
    void keepsTheOrderOfTheLog() throws Exception {
        Service service = new Service(scratch);
        try (Mounted mounted = Mounted.at(scratch.resolve("mnt"));
                TargetJvm target = service.start(Jdks.newest());
                Session session = Session.open(target)) {
            session.insmod(service.module(2));
            session.settle();
            Path tree = mounted.of(target.pid());
            says(
                    tree,
                    "echo '% before' > kmsg; echo 0 > livepatch/fix_2/enabled; printf '%s\\n' '<6>% after' > kmsg;"
                            + " sed 's/^\\[[^]]*\\] //' kmsg | sed -n '/% before/,$p'",
                    """
                    % before
                    livepatch: 'fix_2': initializing unpatching transition
                    livepatch: 'fix_2': starting unpatching transition
                    livepatch: 'fix_2': completing unpatching transition
                    livepatch: 'fix_2': unpatching complete
                    % after""");
        }
    }

    @Test
    void followsTheJvmsAndNeverAttaches() throws Exception {
        Service service = new Service(scratch);
        try (Mounted mounted = Mounted.at(scratch.resolve("mnt"))) {
            Path tree;
            try (TargetJvm target = service.start(Jdks.newest())) {
                target.ask("answer");
                tree = mounted.of(target.pid());
                says(mounted.directory(), "ls | grep -x " + target.pid(), Long.toString(target.pid()));
                says(tree, "find . | wc -l", "1");
                assertThat(Session.openIfLoaded(target)).isNull();
                Session.open(target).close();
                says(tree, "ls", "kernel\nkmsg\nlivepatch\nmodule\nproc\nsys\ntasks");
                Process reader = Mounted.start(
                        "/bin/bash",
                        "-c",
                        "exec 3< " + tree + "/kmsg; echo open; kill -STOP $$; dd bs=1 count=1 status=none <&3");
                assertThat(reader.getInputStream().read()).isEqualTo('o');
                target.kill();
                await().until(() -> !Files.exists(tree));
                Mounted.shell(scratch, "kill -CONT " + reader.pid());
                assertThat(new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .endsWith("No such device\n");
            }
            refuses(mounted.directory(), "ls " + tree.getFileName(), "No such file or directory");
        }
    }

    @Test
    void eightProcessesAtOnceLoseNothingAndLeaveNothing() throws Exception {
        Service service = new Service(scratch);
        try (Mounted mounted = Mounted.at(scratch.resolve("mnt"));
                TargetJvm target = service.start(Jdks.newest());
                Session session = Session.open(target)) {
            Path tree = mounted.of(target.pid());
            ProcessHandle server = mounted.server();
            List<Process> writers = new ArrayList<>();
            for (int writer = 0; writer < PROCESSES; writer++) {
                writers.add(Mounted.start(
                        "/bin/bash",
                        "-c",
                        "cd " + tree + " && for ((i = 0; i < " + ROUNDS + "; i++)); do" + " echo 'writer " + writer
                                + " '$i > kmsg && read x < sys/ftrace_enabled && echo $x || exit; done"));
            }
            for (Process writer : writers) {
                String read = new String(writer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(read).isEqualTo("1\n".repeat(ROUNDS));
            }
            String log = Mounted.shell(tree, "grep -o 'writer .*' kmsg").text();
            for (int writer = 0; writer < PROCESSES; writer++) {
                String mine = "writer " + writer + " ";
                assertThat(log.lines().filter(line -> line.startsWith(mine)).map(line -> line.substring(mine.length())))
                        .containsExactlyElementsOf(Stream.iterate(0, i -> i + 1)
                                .limit(ROUNDS)
                                .map(String::valueOf)
                                .toList());
            }
            // libfuse keeps up to ten idle threads, the server two idle connections of two descriptors or three each
            assertThat(count(server, "fd")).isLessThan(60);
            assertThat(count(server, "task")).isLessThan(40);
            mounted.unmount();
            await().until(() -> !server.isAlive());
            await().untilAsserted(() -> assertThat(session.tasks())
                    .filteredOn(task -> task.comm().equals("klp4j session"))
                    .hasSize(1));
        }
    }

    private static long count(ProcessHandle process, String what) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(process.pid()), what))) {
            return entries.count();
        }
    }
}
