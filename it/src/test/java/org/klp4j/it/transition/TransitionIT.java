package org.klp4j.it.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.klp4j.it.klp.Refusals.refused;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.Errno;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/** One transition at a time, thread by thread; what holds it up, what turns it round, what ends it. */
final class TransitionIT {
    @TempDir
    private Path directory;

    @EachJdk
    void waitsForTheThreadInsideAndNobodyElse(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Modules.Built fix = service.module(2);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            for (String kind : new String[] {"platform", "virtual"}) {
                for (String what : new String[] {"hold", "monitor", "spin", "deep"}) {
                    String name = kind + "-" + what;
                    target.ask("actor " + name + " " + kind);
                    target.ask("actor other-" + name + " " + kind);
                    target.ask("begin " + name + " " + what);
                    session.insmod(fix);
                    assertThat(session.show("livepatch/fix_2/transition"))
                            .as(name)
                            .isEqualTo("1\n");
                    assertThat(session.show("livepatch/fix_2/enabled")).isEqualTo("1\n");
                    session.awaitOnlyPending(name);
                    assertThat(target.ask("call other-" + name + " answer")).isEqualTo("2");
                    assertThat(target.ask("call other-" + name + " made")).isEqualTo("22");
                    assertThat(target.ask("answer")).isEqualTo("2");
                    assertThat(target.ask("end " + name)).as(name).isEqualTo("11");
                    session.settle();
                    assertThat(target.ask("call " + name + " answer")).as(name).isEqualTo("2");
                    session.disable("fix_2");
                    session.settle();
                    assertThat(target.ask("call " + name + " answer")).as(name).isEqualTo("1");
                    session.rmmod("fix_2");
                }
            }
        }
    }

    @EachJdk
    void disablesWhileAThreadIsInsideTheNewBody(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            target.ask("actor a platform");
            session.insmod(service.module(2));
            session.settle();
            target.ask("begin a hold");
            session.disable("fix_2");
            assertThat(session.show("livepatch/fix_2/transition")).isEqualTo("1\n");
            assertThat(session.show("livepatch/fix_2/enabled")).isEqualTo("0\n");
            assertThat(target.ask("answer")).isEqualTo("1");
            assertThat(target.ask("end a")).isEqualTo("22");
            session.settle();
            assertThat(target.ask("call a answer")).isEqualTo("1");
        }
    }

    @EachJdk
    void reversesInBothDirections(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            target.ask("actor old platform");
            target.ask("actor new virtual");
            target.ask("begin old hold");
            session.insmod(service.module(2));
            target.ask("begin new hold");
            session.disable("fix_2");
            assertThat(session.show("livepatch/fix_2/enabled")).isEqualTo("0\n");
            session.awaitOnlyPending("new");
            assertThat(target.ask("answer")).isEqualTo("1");
            session.enable("fix_2");
            session.awaitOnlyPending("old");
            assertThat(target.ask("answer")).isEqualTo("2");
            session.disable("fix_2");
            session.awaitOnlyPending("new");
            assertThat(target.ask("end new")).isEqualTo("22");
            session.settle();
            assertThat(session.show("livepatch/fix_2/enabled")).isEqualTo("0\n");
            assertThat(target.ask("end old")).isEqualTo("11");
            assertThat(target.ask("call new answer")).isEqualTo("1");

            session.enable("fix_2");
            session.settle();
            target.ask("begin new hold");
            session.disable("fix_2");
            target.ask("begin old hold");
            session.enable("fix_2");
            session.awaitOnlyPending("old");
            assertThat(target.ask("end old")).isEqualTo("11");
            session.settle();
            assertThat(target.ask("end new")).isEqualTo("22");
            assertThat(target.ask("answer")).isEqualTo("2");
        }
    }

    @EachJdk
    void forceEndsIt(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            target.ask("actor a platform");
            target.ask("begin a hold");
            refused(Errno.ENOENT, () -> session.store("livepatch/fix_2/force", "1"));
            session.insmod(service.module(2));
            session.awaitOnlyPending("a");
            session.store("livepatch/fix_2/force", "0");
            assertThat(session.show("livepatch/fix_2/transition")).isEqualTo("1\n");
            refused(Errno.EINVAL, () -> session.store("livepatch/fix_2/force", "perhaps"));
            session.store("livepatch/fix_2/force", "1");
            session.settle();
            assertThat(session.dmesg()).contains("livepatch: forcing remaining tasks to the patched state");
            assertThat(target.ask("answer")).isEqualTo("2");
            assertThat(target.ask("end a")).as("forced: the promise is off").isIn("11", "12");
            assertThat(target.ask("call a answer")).isEqualTo("2");
            refused(Errno.EINVAL, () -> session.store("livepatch/fix_2/force", "1"));
        }
    }

    @EachJdk
    void oneTransitionAtATime(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            target.ask("actor a platform");
            session.insmod(service.module(3));
            session.settle();
            target.ask("begin a hold");
            session.insmod(service.module(2));
            refused(Errno.EBUSY, () -> session.insmod(service.module(4)));
            refused(Errno.EBUSY, () -> session.disable("fix_3"));
            refused(Errno.EINVAL, () -> session.enable("fix_2"));
            assertThat(target.ask("end a")).isEqualTo("33");
            session.settle();
            session.insmod(service.module(4));
            session.settle();
            assertThat(target.ask("answer")).isEqualTo("4");
        }
    }

    @EachJdk
    void stacksInTheOrderOfEnabling(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            for (int version = 2; version <= 4; version++) {
                session.insmod(service.module(version));
                session.settle();
                assertThat(target.ask("answer")).isEqualTo(Integer.toString(version));
                assertThat(session.show("livepatch/fix_" + version + "/stack_order"))
                        .isEqualTo((version - 1) + "\n");
            }
            session.disable("fix_3");
            session.settle();
            assertThat(target.ask("answer")).isEqualTo("4");
            assertThat(session.show("livepatch/fix_4/stack_order")).isEqualTo("2\n");
            session.disable("fix_4");
            session.settle();
            assertThat(target.ask("answer")).isEqualTo("2");
            session.enable("fix_3");
            session.settle();
            assertThat(target.ask("answer")).isEqualTo("3");
            session.disable("fix_2");
            session.settle();
            assertThat(target.ask("answer")).isEqualTo("3");
            session.disable("fix_3");
            session.settle();
            assertThat(target.ask("answer")).isEqualTo("1");
        }
    }

    @EachJdk
    void signalWakesTheConsumer(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            for (String kind : new String[] {"platform", "virtual"}) {
                target.ask("actor " + kind + " " + kind);
                target.ask("begin " + kind + " park");
                session.insmod(service.module(2));
                session.awaitOnlyPending(kind);
                session.store("sys/signal", "1");
                session.settle();
                assertThat(target.ask("end " + kind)).isEqualTo("2");
                session.disable("fix_2");
                session.settle();
                session.rmmod("fix_2");
            }
        }
    }

    @EachJdk
    void namesWhoHoldsItUp(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            target.ask("actor stuck platform");
            target.ask("begin stuck hold");
            session.insmod(service.module(2));
            session.awaitOnlyPending("stuck");
            Session.Task task = session.task("stuck");
            assertThat(task.patchState()).isEqualTo("0\n");
            assertThat(task.stack()).contains("service.Work.hold").contains("service.Pause.await");
            target.ask("end stuck");
            session.settle();
            assertThat(session.task("stuck").patchState()).isEqualTo("-1\n");
        }
    }
}
