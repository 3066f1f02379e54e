package org.klp4j.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.client.Connection;
import org.klp4j.client.Connection.Entry;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.Wire;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;

/** The life of a built module between {@code insmod} and {@code rmmod}, and what {@code module/} shows of it. */
class ModuleIT {
    private static final String SERVICE = """
            package service;
            public final class Service {
                public static String answer() { return "version @V@"; }
                public static void main(String[] arguments) throws Exception {
                    System.out.println("@ready");
                    java.io.BufferedReader in =
                            new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
                    while (in.readLine() != null) {
                        System.out.println("@" + answer());
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    @EachJdk
    void aBuiltModuleIsRegistered(Jdk jdk) throws Exception {
        Path module = module();
        try (TargetJvm jvm = start(jdk);
                Connection connection = IdleTarget.open(jvm)) {
            insmod(connection, module);
            await().until(() -> jvm.ask("").equals("version 2"));
            assertThat(connection.list("module")).containsExactly(new Entry("drwxr-xr-x", "fix"));
            shows(connection, "live", "1");
            IdleTarget.refused(Errno.EEXIST, () -> insmod(connection, module));
            assertThat(IdleTarget.refused(Errno.EAGAIN, () -> connection.rmmod("fix")))
                    .isEqualTo("module 'fix' is in use; disable its patch first");
            connection.store("livepatch/fix/enabled", "0\n");
            await().untilAsserted(() -> shows(connection, "live", "0"));
            assertThat(jvm.ask("")).isEqualTo("version 1");
            connection.store("livepatch/fix/enabled", "1\n");
            await().until(() -> jvm.ask("").equals("version 2"));
            shows(connection, "live", "1");
            connection.store("livepatch/fix/enabled", "0\n");
            await().untilAsserted(() -> shows(connection, "live", "0"));
            connection.rmmod("fix");
            assertThat(connection.list("module")).isEmpty();
            assertThat(connection.list("livepatch")).isEmpty();
            IdleTarget.refused(Errno.ENOENT, () -> connection.rmmod("fix"));
            insmod(connection, module);
            await().until(() -> jvm.ask("").equals("version 2"));
        }
    }

    @EachJdk
    void aCheckChangesNothing(Jdk jdk) throws Exception {
        byte[] module = Files.readAllBytes(module());
        try (TargetJvm jvm = start(jdk);
                Connection connection = IdleTarget.open(jvm)) {
            assertThat(connection.check("fix.klp.jar", module, List.of()))
                    .contains("service.Service.answer()Ljava/lang/String;");
            assertThat(connection.list("module")).isEmpty();
            assertThat(connection.list("livepatch")).isEmpty();
            assertThat(connection.show("kmsg")).isEmpty();
            assertThat(jvm.ask("")).isEqualTo("version 1");
        }
    }

    @EachJdk
    void taintTellsWhetherTheModuleIsSigned(Jdk jdk) throws Exception {
        Path module = module();
        sign(module);
        try (TargetJvm jvm = start(jdk);
                Connection connection = IdleTarget.open(jvm)) {
            insmod(connection, module);
            assertThat(connection.show("module/fix/taint")).isEqualTo("OK\n");
            assertThat(connection.show("kmsg"))
                    .contains("fix: loading out-of-tree module taints kernel.")
                    .contains("fix: tainting kernel with TAINT_LIVEPATCH")
                    .doesNotContain("module verification failed");
            assertThat(jvm.ask("")).isEqualTo("version 2");
        }
    }

    @EachJdk
    void aModuleChangedAfterItWasSignedIsRefused(Jdk jdk) throws Exception {
        Path module = module();
        sign(module);
        Path forged = withAnotherEntry(module);
        try (TargetJvm jvm = start(jdk);
                Connection connection = IdleTarget.open(jvm)) {
            assertThat(IdleTarget.refused(Errno.EKEYREJECTED, () -> insmod(connection, forged)))
                    .startsWith("'forged.klp.jar' was changed after it was signed");
            assertThat(connection.list("module")).isEmpty();
            assertThat(jvm.ask("")).isEqualTo("version 1");
        }
    }

    @EachJdk
    void aModuleForOtherCodeIsRefusedByName(Jdk jdk) throws Exception {
        Path module = Modules.build("fix", jar(7), jar(8), directory).jar();
        try (TargetJvm jvm = start(jdk);
                Connection connection = IdleTarget.open(jvm)) {
            assertThat(IdleTarget.refused(Errno.EINVAL, () -> insmod(connection, module)))
                    .contains("service.Service")
                    .contains("answer");
            assertThat(connection.list("module")).isEmpty();
            assertThat(connection.list("livepatch")).isEmpty();
            assertThat(jvm.ask("")).isEqualTo("version 1");
        }
    }

    @EachJdk
    void twoClientsAtOnceLoadItOnce(Jdk jdk) throws Exception {
        Path module = module();
        try (TargetJvm jvm = start(jdk);
                Connection one = IdleTarget.open(jvm);
                Connection two = IdleTarget.open(jvm)) {
            Callable<Integer> first = () -> errno(one, module);
            Callable<Integer> second = () -> errno(two, module);
            ExecutorService clients = Executors.newFixedThreadPool(2);
            try {
                List<Integer> answers = new ArrayList<>();
                for (Future<Integer> answer : clients.invokeAll(List.of(first, second))) {
                    answers.add(answer.get());
                }
                assertThat(answers).containsExactlyInAnyOrder(0, Errno.EEXIST.number());
            } finally {
                clients.shutdownNow();
            }
            await().until(() -> jvm.ask("").equals("version 2"));
            shows(one, "live", "1");
        }
    }

    @EachJdk
    void aRequestIsCarriedOutThoughItsClientIsGone(Jdk jdk) throws Exception {
        byte[] module = Files.readAllBytes(module());
        try (TargetJvm jvm = start(jdk);
                Connection connection = IdleTarget.open(jvm)) {
            Path socket = Path.of("/tmp/.klp4j_" + jvm.pid() + "/socket");
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                Wire.write(client, List.of(Wire.bytes("insmod"), Wire.bytes("fix.klp.jar"), module));
            }
            await().until(() -> jvm.ask("").equals("version 2"));
            await().untilAsserted(() -> shows(connection, "live", "1"));
        }
    }

    private static int errno(Connection connection, Path module) throws IOException {
        try {
            insmod(connection, module);
            return 0;
        } catch (KlpException refusal) {
            return refusal.errno();
        }
    }

    private static void shows(Connection connection, String state, String references) throws KlpException {
        assertThat(connection.show("module/fix/initstate")).isEqualTo(state + "\n");
        assertThat(connection.show("module/fix/refcnt")).isEqualTo(references + "\n");
        assertThat(connection.show("module/fix/taint")).isEqualTo("OEK\n");
        assertThat(connection.show("module/fix/srcversion")).matches("[0-9A-F]{24}\n");
    }

    private static void insmod(Connection connection, Path module) throws IOException, KlpException {
        connection.insmod(module.getFileName().toString(), Files.readAllBytes(module), List.of());
    }

    private TargetJvm start(Jdk jdk) {
        return TargetJvm.of(jdk).classPath(jar(1)).main("service.Service").start();
    }

    private Path module() throws KlpException {
        return Modules.build("fix", jar(1), jar(2), directory).jar();
    }

    private Path jar(int version) {
        return Fixture.source("service/Service.java", SERVICE)
                .version(version)
                .jar(directory.resolve("service-" + version + ".jar"));
    }

    private void sign(Path module) throws IOException, InterruptedException {
        String keys = directory.resolve("keys").toString();
        run(
                "keytool",
                "-keystore",
                keys,
                "-storepass",
                "changeit",
                "-genkeypair",
                "-alias",
                "k",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-validity",
                "2");
        run("jarsigner", "-keystore", keys, "-storepass", "changeit", module.toString(), "k");
    }

    private static Path withAnotherEntry(Path module) throws IOException {
        Path forged = module.resolveSibling("forged.klp.jar");
        try (JarFile in = new JarFile(module.toFile(), false);
                OutputStream file = Files.newOutputStream(forged);
                JarOutputStream out = new JarOutputStream(file)) {
            Enumeration<JarEntry> entries = in.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                out.putNextEntry(new JarEntry(entry.getName()));
                in.getInputStream(entry).transferTo(out);
            }
            out.putNextEntry(new JarEntry("added"));
        }
        return forged;
    }

    private static void run(String tool, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
