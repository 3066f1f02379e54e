package org.klp4j.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.KlpException;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/** Targets whose {@code /tmp} is full, or cannot be written: refused with one line, and fine when there is room again. */
final class FileSystemFaultsIT {
    @TempDir
    private Path directory;

    @EachJdk
    void full(Jdk jdk) throws Exception {
        round(
                jdk,
                "size=256k",
                "dd if=/dev/zero of=/tmp/ballast bs=4k count=20000 2>/dev/null",
                "rm /tmp/ballast && mount -o remount,size=64m /tmp");
    }

    @EachJdk
    void noMoreFiles(Jdk jdk) throws Exception {
        round(jdk, "nr_inodes=20", "for i in $(seq 30); do touch /tmp/ballast$i; done 2>/dev/null", "rm /tmp/ballast*");
    }

    @EachJdk
    void readOnly(Jdk jdk) throws Exception {
        round(jdk, "size=64m", "mount -o remount,ro /tmp", "mount -o remount,rw /tmp");
    }

    /** The directory that is left for the socket has a name longer than a socket's may be. */
    @EachJdk
    void noPlaceButOneTooLong(Jdk jdk) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a file system of its own");
        Path place = Files.createTempDirectory(Path.of("/var/tmp"), "klp-it");
        Path temporary = Files.createDirectories(place.resolve("x".repeat(120)));
        Path agent = Files.copy(Path.of(System.getProperty("klp4j.agent")), place.resolve("agent.jar"));
        Service service = new Service(directory);
        Path jar = Files.copy(service.jar(1), place.resolve("service.jar"));
        Process jvm = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o ro tmpfs /tmp && exec \"$@\"",
                        "sh",
                        jdk.tool("java"),
                        "-XX:-UsePerfData",
                        "-javaagent:" + agent,
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        jar.toString(),
                        "service.Main")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = jvm.inputReader();
                Writer commands = jvm.outputWriter(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("@ready");
            Throwable refusal = catchThrowable(() -> Session.open(jvm.pid()).close());
            assertThat(refusal).isInstanceOf(KlpException.class);
            assertThat(refusal.getMessage()).isNotBlank().doesNotContain("\n").contains("/tmp");
            assertThat(ask(output, commands, "answer")).isEqualTo("@1");
            inside(jvm, "mount -o remount,rw /tmp");
            try (Session session = Session.open(jvm.pid())) {
                session.insmod(service.module(2));
                session.settle();
                assertThat(ask(output, commands, "answer")).isEqualTo("@2");
                session.disable("fix_2");
                session.settle();
                session.rmmod("fix_2");
            }
        } finally {
            jvm.destroyForcibly().waitFor();
            for (Path file : new Path[] {jar, agent, temporary, place}) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void round(Jdk jdk, String options, String spoil, String repair) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a file system of its own");
        Service service = new Service(directory);
        Path jar = Files.copy(
                service.jar(1),
                Files.createTempFile(Path.of("/var/tmp"), "klp-it", ".jar"),
                StandardCopyOption.REPLACE_EXISTING);
        String script =
                "mount -t tmpfs -o " + options + " tmpfs /tmp && exec \"$1\" -XX:-UsePerfData -cp \"$2\" service.Main";
        Process jvm = new ProcessBuilder(
                        "unshare", "--mount", "sh", "-c", script, "sh", jdk.tool("java"), jar.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = jvm.inputReader();
                Writer commands = jvm.outputWriter(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("@ready");
            inside(jvm, spoil);
            Throwable refusal = catchThrowable(() -> Session.open(jvm.pid()).close());
            assertThat(refusal).isInstanceOf(KlpException.class);
            assertThat(refusal.getMessage())
                    .isNotBlank()
                    .doesNotContain("\n")
                    .doesNotContain("Exception")
                    .contains("/tmp");
            assertThat(ask(output, commands, "answer")).isEqualTo("@1");
            inside(jvm, repair);
            try (Session session = Session.open(jvm.pid())) {
                session.insmod(service.module(2));
                session.settle();
                assertThat(ask(output, commands, "answer")).isEqualTo("@2");
                inside(jvm, spoil); // an agent that runs needs no room
                session.disable("fix_2");
                session.settle();
                session.rmmod("fix_2");
                assertThat(ask(output, commands, "answer")).isEqualTo("@1");
            }
        } finally {
            jvm.destroyForcibly().waitFor();
            Files.deleteIfExists(jar);
        }
    }

    /** Skips what the JVM owes the user of an agent on its error stream. */
    private static String ask(BufferedReader output, Writer commands, String command) throws Exception {
        commands.write(command + "\n");
        commands.flush();
        String line = output.readLine();
        while (line.startsWith("WARNING: ")) {
            line = output.readLine();
        }
        return line;
    }

    /** Where the JVM's root is: from within a chroot, its mount namespace alone would have another {@code /tmp}. */
    private static void inside(Process jvm, String script) throws Exception {
        Process entered = new ProcessBuilder(
                        "nsenter", "-t", Long.toString(jvm.pid()), "-m", "-r", "sh", "-c", script + "; true")
                .redirectErrorStream(true)
                .start();
        String output = new String(entered.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(entered.waitFor()).as(output).isZero();
    }
}
