package org.klp4j.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.client.Connection;
import org.klp4j.format.Errno;
import org.klp4j.format.Wire;
import org.klp4j.it.fixture.Seeds;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;

/** Clients that are killed, stopped, slow, many or hostile harm neither the target nor the other clients. */
class BadClientIT {
    private static final List<byte[]> SHOW = List.of(Wire.bytes("show"), Wire.bytes("sys/ftrace_enabled"));

    @TempDir
    private Path directory;

    @EachJdk
    void killedAtEveryByte(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start();
                Connection other = IdleTarget.open(jvm)) {
            byte[] frame = frame(SHOW);
            for (int sent = 0; sent <= frame.length; sent++) {
                try (SocketChannel client = connect(jvm)) {
                    client.write(ByteBuffer.wrap(frame, 0, sent));
                }
                assertThat(other.show("sys/ftrace_enabled")).isEqualTo("1\n");
            }
            atRest(jvm, 1);
        }
    }

    @EachJdk
    void aStalledClientHoldsUpNobody(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start();
                Connection first = IdleTarget.open(jvm)) {
            byte[] frame = frame(SHOW);
            List<SocketChannel> stalled = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                SocketChannel client = connect(jvm);
                client.write(ByteBuffer.wrap(frame, 0, i));
                stalled.add(client);
            }
            assertThat(first.show("sys/ftrace_enabled")).isEqualTo("1\n");
            try (Connection second = IdleTarget.open(jvm)) {
                assertThat(second.show("sys/ftrace_enabled")).isEqualTo("1\n");
            }
            for (SocketChannel client : stalled) {
                client.close();
            }
            atRest(jvm, 1);
        }
    }

    @EachJdk
    void tooManyAreToldSo(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            IdleTarget.open(jvm).close();
            List<SocketChannel> clients = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                SocketChannel client = connect(jvm);
                assertThat(answer(client, SHOW)).isEqualTo(List.of("0", "1\n"));
                clients.add(client);
            }
            String line = IdleTarget.refused(Errno.EAGAIN, () -> IdleTarget.open(jvm));
            assertThat(line).contains("64 clients");
            for (SocketChannel client : clients) {
                client.close();
            }
            atRest(jvm, 0);
            IdleTarget.open(jvm).close();
        }
    }

    @EachJdk
    void noiseIsAnsweredOrHungUpOn(Jdk jdk) throws Exception {
        Random random = Seeds.random(getClass().getName());
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).flags("-Xmx32m").start();
                Connection other = IdleTarget.open(jvm)) {
            for (int i = 0; i < 500; i++) {
                byte[] noise = new byte[4 + random.nextInt(500)];
                random.nextBytes(noise);
                if (i % 2 == 0) {
                    ByteBuffer.wrap(noise).putInt(noise.length - 4);
                }
                try (SocketChannel client = connect(jvm)) {
                    client.write(ByteBuffer.wrap(noise));
                    client.shutdownOutput();
                    client.read(ByteBuffer.allocate(1000));
                }
            }
            assertThat(other.show("sys/ftrace_enabled")).isEqualTo("1\n");
            atRest(jvm, 1);
        }
    }

    @EachJdk
    void memoryIsTheApplicationsOwn(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).flags("-Xmx32m").start();
                Connection other = IdleTarget.open(jvm)) {
            byte[] module = new byte[60 << 20];
            IdleTarget.refused(Errno.ENOMEM, () -> {
                try (Connection connection = IdleTarget.open(jvm)) {
                    connection.insmod("large", module, List.of());
                }
            });
            assertThat(other.show("sys/ftrace_enabled")).isEqualTo("1\n");
        }
    }

    @EachJdk
    void unknownVerbsAndMissingArgumentsAreNamed(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            IdleTarget.open(jvm).close();
            try (SocketChannel client = connect(jvm)) {
                assertThat(answer(client, List.of(Wire.bytes("reboot"))))
                        .isEqualTo(List.of("22", "unknown verb 'reboot'"));
                for (String verb : new String[] {"show", "store", "list", "insmod", "rmmod", "check"}) {
                    assertThat(answer(client, List.of(Wire.bytes(verb))))
                            .isEqualTo(List.of("22", "'" + verb + "' lacks an argument"));
                }
                assertThat(answer(client, SHOW)).isEqualTo(List.of("0", "1\n"));
            }
        }
    }

    @EachJdk
    void brokenModulesAreRefused(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start();
                Connection connection = IdleTarget.open(jvm)) {
            byte[] jar = java.nio.file.Files.readAllBytes(IdleTarget.AGENT);
            for (byte[] module : new byte[][] {
                {}, {'P', 'K', 3, 4}, Wire.bytes("no jar at all, just text"), jar, Arrays.copyOf(jar, jar.length / 2)
            }) {
                String line =
                        IdleTarget.refused(Errno.ENOEXEC, () -> connection.insmod("x.klp.jar", module, List.of()));
                assertThat(line).startsWith("'x.klp.jar' is no module klp4j can load: ");
            }
            assertThat(connection.list("module")).isEmpty();
            assertThat(connection.list("livepatch")).isEmpty();
            assertThat(IdleTarget.refused(Errno.ENOENT, () -> connection.rmmod("absent")))
                    .isEqualTo("module 'absent' is not currently loaded");
        }
    }

    @EachJdk
    void writesAreAnsweredAsByTheKernel(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start();
                Connection connection = IdleTarget.open(jvm)) {
            IdleTarget.refused(Errno.ENOENT, () -> connection.show("livepatch/absent/enabled"));
            IdleTarget.refused(Errno.EACCES, () -> connection.show("sys/signal"));
            IdleTarget.refused(Errno.EINVAL, () -> connection.store("sys/ftrace_enabled", "x"));
            IdleTarget.refused(Errno.EINVAL, () -> connection.store("sys/signal", "1"));
            connection.store("sys/ftrace_enabled", "");
            connection.store("sys/ftrace_enabled", "0\n");
            assertThat(connection.show("sys/ftrace_enabled")).isEqualTo("0\n");
            connection.store("sys/ftrace_enabled", "1");
            connection.store("kmsg", "<6>a line from the shell\n");
            assertThat(connection.show("kmsg")).matches("(?s).*\\[ +\\d+\\.\\d{6}] a line from the shell\n");
        }
    }

    private static SocketChannel connect(TargetJvm jvm) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of("/tmp/.klp4j_" + jvm.pid() + "/socket"));
    }

    private static List<String> answer(SocketChannel client, List<byte[]> request) throws IOException {
        Wire.write(client, request);
        List<byte[]> reply = Wire.read(client, Wire.Admission.ANY);
        return reply == null ? List.of() : reply.stream().map(Wire::text).toList();
    }

    private static byte[] frame(List<byte[]> fields) throws IOException {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        Wire.write(java.nio.channels.Channels.newChannel(out), fields);
        return out.toByteArray();
    }

    private static void atRest(TargetJvm jvm, int sessions) {
        List<String> expected = new ArrayList<>(IdleTarget.AT_REST);
        for (int i = 0; i < sessions; i++) {
            expected.add("klp4j sessionD");
        }
        await().untilAsserted(() -> assertThat(IdleTarget.threads(jvm)).isEqualTo(expected));
    }
}
