package org.klp4j.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.client.Connection;
import org.klp4j.client.Connection.Entry;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;

/** How the agent gets into a JVM, once, and what it leaves there. */
class StartIT {
    @TempDir
    private Path directory;

    @EachJdk
    void attachesOnceAndIsFoundAgain(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            Object first;
            try (Connection connection = IdleTarget.open(jvm)) {
                first = identity(IdleTarget.socket(jvm));
                assertThat(connection.agentVersion()).isEqualTo(jvm.ask("property klp4j.version"));
                assertThat(connection.list(""))
                        .containsExactlyInAnyOrder(
                                new Entry("drwxr-xr-x", "livepatch"),
                                new Entry("drwxr-xr-x", "module"),
                                new Entry("drwxr-xr-x", "sys"),
                                new Entry("drwxr-xr-x", "tasks"),
                                new Entry("-rw-r--r--", "kmsg"),
                                new Entry("drwxr-xr-x", "proc"),
                                new Entry("drwxr-xr-x", "kernel"));
            }
            load(jvm, IdleTarget.AGENT);
            try (Connection connection = IdleTarget.open(jvm)) {
                assertThat(connection.show("sys/ftrace_enabled")).isEqualTo("1\n");
            }
            assertThat(identity(IdleTarget.socket(jvm))).isEqualTo(first);
            await().untilAsserted(() -> assertThat(IdleTarget.threads(jvm)).isEqualTo(IdleTarget.AT_REST));
        }
    }

    @EachJdk
    void startsWithTheJvm(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory)
                .flags("-javaagent:" + IdleTarget.AGENT)
                .start()) {
            Path socket = IdleTarget.socket(jvm);
            Object first = identity(socket);
            load(jvm, IdleTarget.AGENT);
            try (Connection connection = IdleTarget.open(jvm)) {
                assertThat(connection.list("livepatch")).isEmpty();
            }
            assertThat(identity(socket)).isEqualTo(first);
            await().untilAsserted(() -> assertThat(IdleTarget.threads(jvm)).isEqualTo(IdleTarget.AT_REST));
        }
    }

    @EachJdk
    void anotherVersionFindsTheFirst(Jdk jdk) throws Exception {
        Path other = otherVersion(directory.resolve("other.jar"));
        try (TargetJvm jvm =
                IdleTarget.of(jdk, directory).flags("-javaagent:" + other).start()) {
            load(jvm, IdleTarget.AGENT);
            try (Connection connection = IdleTarget.open(jvm)) {
                assertThat(connection.agentVersion()).isEqualTo("99.9");
            }
            assertThat(jvm.ask("property klp4j.version")).isEqualTo("99.9");
            await().untilAsserted(() -> assertThat(IdleTarget.threads(jvm)).isEqualTo(IdleTarget.AT_REST));
        }
    }

    @EachJdk
    void theJarMayBeReplacedWhileTheAgentRuns(Jdk jdk) throws Exception {
        Path jar = Files.copy(IdleTarget.AGENT, directory.resolve("agent.jar"));
        try (TargetJvm jvm =
                IdleTarget.of(jdk, directory).flags("-javaagent:" + jar).start()) {
            Files.write(jar, new byte[1000]);
            try (Connection connection = IdleTarget.open(jvm)) {
                assertThat(connection.show("kmsg")).isEmpty();
                assertThat(connection.show("sys/tasks")).contains("\tmain\n");
            }
        }
    }

    @EachJdk
    void theApplicationSeesOnlyTheEntryAndTheHook(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start();
                Connection connection = IdleTarget.open(jvm)) {
            assertThat(connection.agentVersion()).isNotEmpty();
            assertThat(jvm.ask("class org.klp4j.agent.entry.KlpAgent")).startsWith("loaded by jdk.internal.loader");
            assertThat(jvm.ask("class java.lang.KlpGate")).isEqualTo("loaded by null");
            for (String hidden : new String[] {
                "org.klp4j.agent.Wiring", "org.klp4j.engine.Livepatch", "org.klp4j.format.Wire",
                "org.klp4j.internal.asm.ClassReader", "org.objectweb.asm.ClassReader", "org.klp4j.hook.KlpGate"
            }) {
                assertThat(jvm.ask("class " + hidden)).as(hidden).isEqualTo("absent");
            }
        }
    }

    @EachJdk
    void theSocketIsPrivateAndGoesWithTheJvm(Jdk jdk) throws Exception {
        Path socket;
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            IdleTarget.open(jvm).close();
            socket = IdleTarget.socket(jvm);
            assertThat(socket).isEqualTo(Path.of("/tmp/.klp4j_" + jvm.pid() + "/socket"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                    .isEqualTo("rwx------");
            long start = System.nanoTime();
            jvm.send("exit");
            assertThat(jvm.process().waitFor()).isZero();
            assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
            jvm.kill();
        }
        assertThat(socket).doesNotExist();
        assertThat(socket.getParent()).doesNotExist();
    }

    @EachJdk
    void aTargetWithoutPerformanceDataIsFound(Jdk jdk) throws Exception {
        for (String flag : new String[] {"-XX:-UsePerfData", "-XX:+PerfDisableSharedMem"}) {
            try (TargetJvm jvm = IdleTarget.of(jdk, directory).flags(flag).start();
                    Connection connection = IdleTarget.open(jvm)) {
                assertThat(connection.target().mainClass()).isEqualTo("idle.Idle");
                assertThat(connection.target().javaVersion()).isEqualTo(jdk.version());
                assertThat(connection.list("module")).isEmpty();
            }
        }
    }

    private static Object identity(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    private static void load(TargetJvm jvm, Path jar) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.pid()));
        try {
            machine.loadAgent(jar.toString());
        } finally {
            machine.detach();
        }
    }

    private static Path otherVersion(Path jar) throws IOException {
        try (JarFile in = new JarFile(IdleTarget.AGENT.toFile())) {
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "99.9");
            try (OutputStream file = Files.newOutputStream(jar);
                    JarOutputStream out = new JarOutputStream(file, manifest)) {
                copy(in, out);
            }
        }
        return jar;
    }

    private static void copy(JarFile in, JarOutputStream out) throws IOException {
        Enumeration<JarEntry> entries = in.entries();
        while (entries.hasMoreElements()) {
            JarEntry entry = entries.nextElement();
            if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                out.putNextEntry(new JarEntry(entry.getName()));
                try (InputStream bytes = in.getInputStream(entry)) {
                    bytes.transferTo(out);
                }
                out.closeEntry();
            }
        }
    }
}
