package org.klp4j.it.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.tools.attach.VirtualMachine;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Session;

/** Tools of the operator's that come and go in a patched JVM: Arthas, and a sampling profiler of native code. */
final class ToolsIT {
    private static final int ROUNDS = 5;

    @TempDir
    private Path directory;

    /** Its watch shows what runs: before, under a patch, and after; its own transformations un-patch nothing. */
    @EachJdk
    @Tag("neighbours")
    void arthasAfterThePatch(Jdk jdk) throws Exception {
        try (TargetJvm target = start(jdk);
                Session session = Session.open(target)) {
            target.ask("actor a platform");
            session.insmod(Neighbours.fix(directory));
            session.settle();
            Neighbours.expect(target, 2);
            Arthas arthas = Arthas.attach(target, directory.resolve("arthas"), freePort());
            assertThat(arthas.watch("service.Work", "answer", "answer")).contains("@Integer[2]");
            Neighbours.expect(target, 2);
            session.disable("fix_2");
            session.settle();
            Neighbours.expect(target, 1);
            assertThat(arthas.watch("service.Work", "answer", "answer")).contains("@Integer[1]");
            session.enable("fix_2");
            session.settle();
            Neighbours.expect(target, 2);
            assertThat(arthas.watch("service.Work", "answer", "answer")).contains("@Integer[2]");
            session.disable("fix_2");
            session.settle();
            session.rmmod("fix_2");
            Neighbours.expect(target, 1);
            assertThat(session.dmesg()).doesNotContain("UNPATCHED");
        }
    }

    @EachJdk
    @Tag("neighbours")
    void arthasBeforeThePatch(Jdk jdk) throws Exception {
        try (TargetJvm target = start(jdk)) {
            assertThat(target.ask("answer")).isEqualTo("1"); // Arthas finds only what is loaded
            Arthas arthas = Arthas.attach(target, directory.resolve("arthas"), freePort());
            assertThat(arthas.watch("service.Work", "answer", "answer")).contains("@Integer[1]");
            try (Session session = Session.open(target)) {
                Neighbours.round(target, session, directory);
                assertThat(session.dmesg()).doesNotContain("UNPATCHED");
            }
            assertThat(arthas.watch("service.Work", "answer", "answer")).contains("@Integer[1]");
        }
    }

    /** Samples every half millisecond of what is being redefined: method ids of old versions must do no harm. */
    @EachJdk
    void asyncProfilerFromTheStart(Jdk jdk) throws Exception {
        Path samples = directory.resolve("start.collapsed");
        try (TargetJvm target = start(
                        jdk,
                        "-agentpath:" + profiler() + "=start,event=itimer,interval=500us,collapsed,file=" + samples);
                Session session = Session.open(target)) {
            rounds(target, session);
            stop(target, samples);
        }
        assertThat(samples).content().contains("service/");
    }

    @EachJdk
    void asyncProfilerAttachedToAPatchedJvm(Jdk jdk) throws Exception {
        Path samples = directory.resolve("late.collapsed");
        try (TargetJvm target = start(jdk);
                Session session = Session.open(target)) {
            session.insmod(Neighbours.fix(directory));
            session.settle();
            profile(target, "start,event=itimer,interval=500us");
            session.disable("fix_2");
            session.settle();
            session.rmmod("fix_2");
            rounds(target, session);
            stop(target, samples);
        }
        assertThat(samples).content().contains("service/");
    }

    /** Started and ended while something is patched: it retransforms classes of its own, and samples. */
    @EachJdk
    void flightRecorderStartedLater(Jdk jdk) throws Exception {
        Path recording = directory.resolve("late.jfr");
        try (TargetJvm target = start(jdk);
                Session session = Session.open(target)) {
            session.insmod(Neighbours.fix(directory));
            session.settle();
            jcmd(target, "JFR.start", "name=late", "settings=profile");
            assertThat(target.ask("answer")).isEqualTo("2");
            session.disable("fix_2");
            session.settle();
            session.rmmod("fix_2");
            rounds(target, session);
            jcmd(target, "JFR.stop", "name=late", "filename=" + recording);
            Neighbours.round(target, session, directory);
        }
        assertThat(recording).isNotEmptyFile();
    }

    private static void jcmd(TargetJvm target, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(target.jdk().tool("jcmd"), Long.toString(target.pid())));
        command.addAll(List.of(words));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(output).isZero();
    }

    private void rounds(TargetJvm target, Session session) throws Exception {
        target.ask("actor s platform");
        target.ask("begin s spin");
        target.ask("end s");
        for (int i = 0; i < ROUNDS; i++) {
            Neighbours.round(target, session, directory);
        }
    }

    private void stop(TargetJvm target, Path samples) throws Exception {
        profile(target, "stop,collapsed,file=" + samples);
        assertThat(target.ask("answer")).isEqualTo("1");
    }

    private void profile(TargetJvm target, String arguments) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(target.pid()));
        try {
            machine.loadAgentPath(profiler().toString(), arguments);
        } finally {
            machine.detach();
        }
    }

    private Path profiler() throws Exception {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-x64";
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the profiler's library is unpacked for Linux alone");
        Path library = directory.resolve("libasyncProfiler.so");
        if (!Files.exists(library)) {
            try (ZipFile jar = new ZipFile(Neighbours.jar("async-profiler.jar").toFile());
                    InputStream in = jar.getInputStream(jar.getEntry(machine + "/libasyncProfiler.so"))) {
                Files.copy(in, library);
            }
        }
        return library;
    }

    private TargetJvm start(Jdk jdk, String... flags) {
        return TargetJvm.of(jdk)
                .flags("-Xmx512m", "-Duser.home=" + directory)
                .flags(flags)
                .classPath(Neighbours.service(directory, 1))
                .main("service.Main")
                .loud()
                .start();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
