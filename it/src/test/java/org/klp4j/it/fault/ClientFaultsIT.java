package org.klp4j.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.Wire;
import org.klp4j.it.fixture.Seeds;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/** Clients that die in the middle of a verb, talk nonsense, or come two at once. */
final class ClientFaultsIT {
    @TempDir
    private Path directory;

    /** A client that is killed leaves its connection broken: before, within or after its request. */
    @EachJdk
    void killedInEveryVerb(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Modules.Built fix = service.module(2);
        byte[] module = Files.readAllBytes(fix.jar());
        Random random = Seeds.random("killed");
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            Path socket = Path.of(target.ask("property klp4j.socket"));
            for (int round = 0; round < 60; round++) {
                for (List<byte[]> request : List.of(
                        request("version"),
                        request("list", "tasks"),
                        request("show", "kmsg"),
                        List.of(Wire.bytes("check"), Wire.bytes("x"), module),
                        List.of(Wire.bytes("insmod"), Wire.bytes("fix_2.klp.jar"), module),
                        request("store", "livepatch/fix_2/enabled", "0"),
                        request("store", "livepatch/fix_2/enabled", "1"),
                        request("store", "livepatch/fix_2/enabled", "0"),
                        request("rmmod", "fix_2"))) {
                    byte[] frame = frame(request);
                    hangUp(socket, frame, random.nextInt(3) == 0 ? random.nextInt(frame.length) : frame.length);
                }
            }
            assertThat(session.names("")).contains("livepatch", "module");
            undoEverything(session);
            session.insmod(fix);
            session.settle();
            assertThat(target.ask("answer")).isEqualTo("2");
            undo(session);
            assertThat(target.ask("answer")).isEqualTo("1");
        }
    }

    /** The command itself, killed at some moment of its start, its attach, its load and its wait. */
    @EachJdk
    void commandKilled(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        String module = service.module(2).jar().toString();
        Random random = Seeds.random("command killed " + jdk);
        try (TargetJvm target = service.start(jdk)) {
            String command = Path.of(System.getProperty("klp.home"), "klp").toString();
            for (int kill = 0; kill < 8; kill++) {
                String verb = kill % 2 == 0 ? "load" : "disable";
                Process klp = new ProcessBuilder(
                                command, verb, Long.toString(target.pid()), kill % 2 == 0 ? module : "fix_2")
                        .redirectErrorStream(true)
                        .start();
                LockSupport.parkNanos(random.nextInt(600_000_000));
                klp.descendants().forEach(ProcessHandle::destroyForcibly);
                klp.destroyForcibly().waitFor();
            }
            try (Session session = Session.open(target)) {
                tellsTheTruth(target, session);
                undoEverything(session);
                session.insmod(service.module(2));
                session.settle();
                assertThat(target.ask("answer")).isEqualTo("2");
                undo(session);
                assertThat(target.ask("answer")).isEqualTo("1");
            }
        }
    }

    @EachJdk
    void nonsense(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Random random = Seeds.random("nonsense");
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            Path socket = Path.of(target.ask("property klp4j.socket"));
            for (int round = 0; round < 300; round++) {
                byte[] bytes = new byte[random.nextInt(64)];
                random.nextBytes(bytes);
                if (round % 3 == 0) {
                    bytes = frame(request(new String(bytes, StandardCharsets.ISO_8859_1), "x"));
                }
                hangUp(socket, bytes, bytes.length);
            }
            hangUp(socket, new byte[] {0x7f, -1, -1, -1}, 4);
            hangUp(socket, new byte[] {-1, -1, -1, -1}, 4);
            hangUp(socket, new byte[] {3, -1, -1, -1, 0}, 5);
            assertThat(session.names("")).contains("livepatch");
            assertThat(target.ask("answer")).isEqualTo("1");
        }
    }

    /** Two clients do what they like; each gets a result or one clear line, and the tree is right at the end. */
    @EachJdk
    void twoAtOnce(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        List<Modules.Built> fixes = List.of(service.module(2), service.module(3));
        try (TargetJvm target = service.start(jdk);
                Session judge = Session.open(target)) {
            ExecutorService clients = Executors.newFixedThreadPool(2);
            List<Future<Integer>> results = new ArrayList<>();
            for (int client = 0; client < 2; client++) {
                Random random = Seeds.random("client " + client);
                results.add(clients.submit(operate(target, fixes, random)));
            }
            for (Future<Integer> result : results) {
                assertThat(result.get(120, TimeUnit.SECONDS))
                        .as("things that went well")
                        .isPositive();
            }
            clients.shutdown();
            judge.settle();
            tellsTheTruth(target, judge);
            undo(judge);
            assertThat(target.ask("answer")).isEqualTo("1");
        }
    }

    private static Callable<Integer> operate(TargetJvm target, List<Modules.Built> fixes, Random random) {
        return () -> {
            int good = 0;
            try (Session session = Session.open(target)) {
                for (int i = 0; i < 150; i++) {
                    Modules.Built fix = fixes.get(random.nextInt(fixes.size()));
                    int choice = random.nextInt(4);
                    Throwable refusal = catchThrowable(() -> {
                        switch (choice) {
                            case 0 -> session.insmod(fix);
                            case 1 -> session.enable(fix.name());
                            case 2 -> session.disable(fix.name());
                            default -> session.rmmod(fix.name());
                        }
                    });
                    if (refusal == null) {
                        good++;
                    } else {
                        assertThat(refusal).isInstanceOf(KlpException.class);
                        assertThat(Errno.of(((KlpException) refusal).errno()))
                                .as(refusal.getMessage())
                                .isIn(
                                        Errno.EBUSY,
                                        Errno.EEXIST,
                                        Errno.EINVAL,
                                        Errno.ENOENT,
                                        Errno.EAGAIN,
                                        Errno.ENODEV);
                    }
                }
            }
            return good;
        };
    }

    private static void tellsTheTruth(TargetJvm target, Session session) throws KlpException {
        session.settle();
        String expected = "1";
        int highest = 0;
        for (String patch : session.patches()) {
            if (session.show("livepatch/" + patch + "/enabled").equals("1\n")) {
                int order = Integer.parseInt(
                        session.show("livepatch/" + patch + "/stack_order").strip());
                if (order > highest) {
                    highest = order;
                    expected = patch.substring(patch.length() - 1);
                }
            }
        }
        assertThat(target.ask("answer")).as("what runs is what the tree says").isEqualTo(expected);
    }

    /** What dead clients asked for may still be on its way. */
    private static void undoEverything(Session session) throws KlpException {
        int quiet = 0;
        while (quiet < 20) {
            LockSupport.parkNanos(10_000_000);
            quiet++;
            for (String patch : session.patches()) {
                session.settle();
                attempt(() -> session.disable(patch));
            }
            session.settle();
            for (String module : session.names("module")) {
                attempt(() -> session.rmmod(module));
                quiet = 0;
            }
        }
        assertThat(session.patches()).isEmpty();
    }

    private static void attempt(ThrowingCallable operation) {
        Throwable refusal = catchThrowable(operation);
        if (refusal != null) {
            assertThat(refusal).isInstanceOf(KlpException.class);
            assertThat(refusal.getMessage()).doesNotContain("\n");
        }
    }

    private static void undo(Session session) throws KlpException {
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

    private static List<byte[]> request(String... fields) {
        List<byte[]> request = new ArrayList<>();
        for (String field : fields) {
            request.add(Wire.bytes(field));
        }
        return request;
    }

    private static byte[] frame(List<byte[]> fields) {
        int length = fields.stream().mapToInt(field -> 4 + field.length).sum();
        ByteBuffer buffer = ByteBuffer.allocate(4 + length).putInt(length);
        fields.forEach(field -> buffer.putInt(field.length).put(field));
        return buffer.array();
    }

    private static void hangUp(Path socket, byte[] bytes, int length) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException refused) {
            assertThat(refused.getMessage()).as("the agent hung up first").containsAnyOf("Broken pipe", "reset");
        }
    }
}
