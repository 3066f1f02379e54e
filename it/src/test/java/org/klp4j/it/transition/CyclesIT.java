package org.klp4j.it.transition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/** Enabling again, loading again: nothing grows. */
final class CyclesIT {
    private static final int WARM = 60;
    private static final int CYCLES = 60;
    private static final int LONG = 1_000;

    @TempDir
    private Path directory;

    @EachJdk
    void enablingAgainLeavesNothingBehind(Jdk jdk) throws Exception {
        enableAgain(jdk, CYCLES);
    }

    @EachJdk
    void loadingAgainLeavesNothingBehind(Jdk jdk) throws Exception {
        loadAgain(jdk, CYCLES);
    }

    @EachJdk
    @Tag("soak")
    void aThousandCyclesLeaveNothingBehind(Jdk jdk) throws Exception {
        enableAgain(jdk, LONG);
        loadAgain(jdk, LONG);
    }

    private void enableAgain(Jdk jdk, int cycles) throws Exception {
        Service service = new Service(directory);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            session.insmod(service.module(2));
            session.settle();
            cycle(session, WARM);
            Usage before = usage(target);
            cycle(session, cycles);
            Usage after = usage(target);
            assertThat(target.ask("answer")).isEqualTo("2");
            judge(jdk + ": " + cycles + " disables and enables", before, after, cycles);
        }
    }

    private void loadAgain(Jdk jdk, int cycles) throws Exception {
        Service service = new Service(directory);
        Modules.Built fix = service.module(2);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            reload(session, fix, WARM);
            Usage before = usage(target);
            reload(session, fix, cycles);
            Usage after = usage(target);
            assertThat(target.ask("answer")).isEqualTo("1");
            assertThat(session.patches()).isEmpty();
            judge(jdk + ": " + cycles + " loads and unloads", before, after, cycles);
        }
    }

    /** Each cycle redefines the class four times; what HotSpot itself keeps of that is well below the bound. */
    private static void judge(String what, Usage before, Usage after, int cycles) {
        System.out.println(what + ": " + before + " -> " + after);
        assertThat(after.metaspace - before.metaspace).as(what + ": metaspace").isLessThan(128 * 1024 + cycles * 2048L);
        assertThat(after.classes - before.classes).as(what + ": classes").isLessThan(20);
        assertThat(after.heap - before.heap).as(what + ": heap").isLessThan(1024 * 1024);
        assertThat(after.threads).as(what + ": threads").isLessThanOrEqualTo(before.threads);
    }

    private static void cycle(Session session, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            session.disable("fix_2");
            session.settle();
            session.enable("fix_2");
            session.settle();
        }
    }

    private static void reload(Session session, Modules.Built fix, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            session.insmod(fix);
            session.settle();
            session.disable("fix_2");
            session.settle();
            session.rmmod("fix_2");
        }
    }

    private record Usage(long metaspace, long classes, long heap, long threads) {}

    private static Usage usage(TargetJvm target) {
        return new Usage(
                Long.parseLong(target.ask("metaspace")),
                Long.parseLong(target.ask("classes")),
                Long.parseLong(target.ask("heap")),
                Long.parseLong(target.ask("threads")));
    }
}
