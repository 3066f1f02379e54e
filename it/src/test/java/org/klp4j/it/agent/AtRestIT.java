package org.klp4j.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/** What stays in a JVM when nothing is under way: one thread, and none that the JVM starts on our account. */
class AtRestIT {
    /** The JVM's own thread for attach requests is there from the start, and so counted before. */
    private static final String LISTENER = "-XX:+StartAttachListener";

    @TempDir
    private Path directory;

    @EachJdk
    void oneThreadAfterLateAttachAndAfterAPatch(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        try (TargetJvm target = service.start(jdk, LISTENER)) {
            target.ask("actor a platform");
            int before = threads(target);
            Session.open(target).close();
            awaitOneMoreThan(before, target);
            patch(service.module(2), target);
            awaitOneMoreThan(before, target);
        }
    }

    @EachJdk
    void oneThreadWithTheAgentAtStart(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        int without;
        try (TargetJvm target = service.start(jdk, LISTENER)) {
            without = threads(target);
        }
        try (TargetJvm target = service.start(jdk, LISTENER, "-javaagent:" + IdleTarget.AGENT)) {
            awaitOneMoreThan(without, target);
            patch(service.module(2), target);
            awaitOneMoreThan(without, target);
        }
    }

    @EachJdk(from = 21)
    void theFirstVirtualThreadMayComeInTheMiddleOfATransition(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Modules.Built fix = service.module(2);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            target.ask("actor old platform");
            target.ask("begin old hold");
            session.insmod(fix);
            session.awaitOnlyPending("old");
            target.ask("actor first virtual");
            assertThat(target.ask("call first answer")).isEqualTo("2");
            target.ask("begin first hold");
            session.awaitOnlyPending("old");
            session.disable("fix_2"); // turns round: now it is the virtual thread that is inside the wrong body
            session.awaitOnlyPending("first");
            assertThat(target.ask("end old")).isEqualTo("11");
            assertThat(target.ask("end first")).isEqualTo("22");
            session.settle();
            assertThat(target.ask("call first answer")).isEqualTo("1");
            target.ask("begin first hold");
            session.enable("fix_2"); // and one of which no gate knows anything, in a next transition
            session.awaitOnlyPending("first");
            assertThat(target.ask("end first")).isEqualTo("11");
            session.settle();
            assertThat(target.ask("call first answer")).isEqualTo("2");
        }
    }

    private static void patch(Modules.Built fix, TargetJvm target) throws Exception {
        try (Session session = Session.open(target)) {
            session.insmod(fix);
            session.settle();
            assertThat(target.ask("answer")).isEqualTo("2");
            session.disable("fix_2");
            session.settle();
            session.rmmod("fix_2");
        }
    }

    private static int threads(TargetJvm target) {
        target.ask("threads"); // what answers this may start a thread of its own
        return Integer.parseInt(target.ask("threads"));
    }

    /** Threads of the last session end soon after it. */
    private static void awaitOneMoreThan(int before, TargetJvm target) {
        await().untilAsserted(() -> assertThat(threads(target)).isEqualTo(before + 1));
    }
}
