package org.klp4j.it.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.klp4j.it.klp.Refusals.refused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.fixture.Seeds;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/** Modules that are none, are damaged, or were built for other code; and modules in the wrong state. */
final class ModuleRefusalsIT {
    @TempDir
    private Path directory;

    @EachJdk
    void damaged(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        byte[] good = Files.readAllBytes(service.module(2).jar());
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            Path bad = directory.resolve("bad.klp.jar");
            for (int length : new int[] {0, 1, 4, 100, good.length / 2, good.length - 30, good.length - 1}) {
                Files.write(bad, Arrays.copyOf(good, length));
                String line = refused(Errno.ENOEXEC, () -> session.insmod(bad));
                assertThat(line).as("%d of %d bytes", length, good.length).contains("bad");
                refused(Errno.ENOEXEC, () -> session.check(bad));
            }
            Files.writeString(bad, "this is no jar at all, only some text that is long enough to be one");
            refused(Errno.ENOEXEC, () -> session.insmod(bad));
            String line = refused(Errno.ENOEXEC, () -> session.insmod(service.jar(1)));
            assertThat(line).contains("service-1.jar").contains("is no module");
            untouched(target, session);
        }
    }

    /** Bytes changed at random: refused with one line, or, where they did not matter, loaded and undone. */
    @EachJdk
    void scrambled(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        byte[] good = Files.readAllBytes(service.module(2).jar());
        Random random = Seeds.random("scrambled");
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            Path bad = directory.resolve("bad.klp.jar");
            for (int round = 0; round < 150; round++) {
                byte[] bytes = good.clone();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(bad, bytes);
                Throwable refusal = catchThrowable(() -> session.insmod(bad));
                if (refusal == null) {
                    for (String patch : session.patches()) {
                        session.settle();
                        session.disable(patch);
                        session.settle();
                        session.rmmod(patch);
                    }
                } else {
                    assertThat(refusal).as("round %d", round).isInstanceOf(KlpException.class);
                    assertThat(refusal.getMessage()).doesNotContain("\n").doesNotContain("Exception");
                }
                assertThat(target.ask("answer")).as("round %d", round).isEqualTo("1");
            }
            untouched(target, session);
        }
    }

    @EachJdk
    void builtForOtherCode(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Modules.Built other = Modules.build("other", service.jar(3), service.jar(4), directory);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            target.ask("answer");
            String line = refused(Errno.EINVAL, () -> session.insmod(other));
            assertThat(line)
                    .contains("service.Work")
                    .containsPattern("answer|made|hold|part|parkOnce|spin|<init>|deep");
            assertThat(refused(Errno.EINVAL, () -> session.check(other.jar()))).contains("service.Work");
            untouched(target, session);
        }
    }

    @EachJdk
    void functionThatIsNotThere(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Path before = gone(1).jar(directory.resolve("gone-1.jar"));
        Path after = gone(2).jar(directory.resolve("gone-2.jar"));
        Modules.Built fix = Modules.build("gone", before, after, directory);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            target.ask("answer");
            String line = refused(Errno.EINVAL, () -> session.insmod(fix));
            assertThat(line).contains("service.Work.vanished");
            untouched(target, session);
        }
    }

    @EachJdk
    void wrongState(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Modules.Built fix = service.module(2);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            assertThat(refused(Errno.ENOENT, () -> session.rmmod("fix_2"))).contains("fix_2");
            refused(Errno.ENOENT, () -> session.enable("fix_2"));
            session.insmod(fix);
            session.settle();
            assertThat(refused(Errno.EEXIST, () -> session.insmod(fix))).contains("fix_2");
            assertThat(refused(Errno.EAGAIN, () -> session.rmmod("fix_2"))).contains("fix_2");
            refused(Errno.EINVAL, () -> session.enable("fix_2"));
            for (String junk : List.of("2", "-1", " 0", "o", "x", "maybe")) {
                refused(Errno.EINVAL, () -> session.store("livepatch/fix_2/enabled", junk));
            }
            refused(Errno.EACCES, () -> session.store("livepatch/fix_2/transition", "1"));
            refused(Errno.EACCES, () -> session.show("livepatch/fix_2/force"));
            refused(Errno.ENOENT, () -> session.show("livepatch/fix_2/nothing"));
            refused(Errno.ENOENT, () -> session.show("livepatch/../livepatch/nothing"));
            refused(Errno.EISDIR, () -> session.show("livepatch/fix_2"));
            refused(Errno.ENOTDIR, () -> session.show("livepatch/fix_2/enabled/more"));
            refused(Errno.EBUSY, () -> session.store("sys/ftrace_enabled", "0"));
            assertThat(target.ask("answer")).isEqualTo("2");
            session.disable("fix_2");
            session.settle();
            refused(Errno.EINVAL, () -> session.disable("fix_2"));
            session.rmmod("fix_2");
            refused(Errno.ENOENT, () -> session.rmmod("fix_2"));
            untouched(target, session);
        }
    }

    private static Fixture gone(int version) {
        return Fixture.source("service/Work.java", """
                package service;

                public final class Work {
                    public static int vanished() {
                        return @V@;
                    }
                }
                """).version(version);
    }

    /** Nothing is there, nothing is patched, and a good module loads. */
    private void untouched(TargetJvm target, Session session) throws Exception {
        assertThat(session.patches()).isEmpty();
        assertThat(session.names("module")).isEmpty();
        assertThat(target.ask("answer")).isEqualTo("1");
        session.insmod(new Service(directory).module(2));
        session.settle();
        assertThat(target.ask("answer")).isEqualTo("2");
        session.disable("fix_2");
        session.settle();
        session.rmmod("fix_2");
        assertThat(target.ask("answer")).isEqualTo("1");
    }
}
