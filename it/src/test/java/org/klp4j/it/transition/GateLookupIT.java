package org.klp4j.it.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.klp4j.it.klp.Refusals.refused;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.Errno;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Session;

/** Woven code names a class that the class loaders of the application must find; who asks them, and what if they don't. */
final class GateLookupIT {
    private static final Fixture CODE = Fixture.source("part/Code.java", """
            package part;

            import java.util.concurrent.CountDownLatch;
            import java.util.function.Function;

            public final class Code implements Function<CountDownLatch[], Integer> {
                @Override
                public Integer apply(CountDownLatch[] latches) {
                    if (latches.length > 0) {
                        latches[0].countDown();
                        try {
                            latches[1].await();
                        } catch (InterruptedException end) {
                            return -1;
                        }
                    }
                    return @V@;
                }
            }
            """);

    @TempDir
    private Path directory;

    /** A loader that fails whenever the application asks it for the gate, as any does where memory is exhausted. */
    @EachJdk
    void theApplicationNeverAsks(Jdk jdk) throws Exception {
        Modules.Built fix = Modules.build("code_fix", jar(1), jar(2), directory);
        try (TargetJvm target = start(jdk, "lenient");
                Session session = Session.open(target)) {
            target.ask("load");
            target.ask("hold");
            session.insmod(fix);
            assertThat(session.inTransition("code_fix")).isTrue();
            assertThat(target.ask("answer")).isEqualTo("2");
            assertThat(target.ask("asked")).isEqualTo("0");
            target.ask("release");
            session.settle();
            session.disable("code_fix");
            session.settle();
            assertThat(target.ask("answer")).isEqualTo("1");
            assertThat(target.ask("asked")).isEqualTo("0");
        }
    }

    /** A loader that does not find it at all: nothing is patched there, and nothing breaks. */
    @EachJdk
    void aLoaderThatDoesNotFindIt(Jdk jdk) throws Exception {
        Modules.Built fix = Modules.build("code_fix", jar(1), jar(2), directory);
        try (TargetJvm target = start(jdk, "strict");
                Session session = Session.open(target)) {
            target.ask("load");
            String line = refused(Errno.EINVAL, () -> session.insmod(fix));
            assertThat(line).contains("'part.Code'", "picky.Main$Picky", "'java.lang.KlpGate'");
            assertThat(session.patches()).isEmpty();
            assertThat(session.names("module")).isEmpty();
            assertThat(target.ask("answer")).isEqualTo("1");
            assertThat(refused(Errno.EINVAL, () -> session.check(fix.jar()))).contains("'java.lang.KlpGate'");
        }
    }

    /** The same where its class comes when the patch is enabled already. */
    @EachJdk
    void aLoaderThatDoesNotFindItLater(Jdk jdk) throws Exception {
        Modules.Built fix = Modules.build("code_fix", jar(1), jar(2), directory);
        try (TargetJvm target = start(jdk, "strict");
                Session session = Session.open(target)) {
            session.insmod(fix);
            session.settle();
            target.ask("load");
            assertThat(target.ask("answer")).isEqualTo("1");
            assertThat(session.dmesg()).containsPattern("'part\\.Code.* runs UNPATCHED: .*'java\\.lang\\.KlpGate'");
            target.ask("hold");
            session.disable("code_fix");
            assertThat(target.ask("answer")).isEqualTo("1");
            target.ask("release");
            session.settle();
            assertThat(target.ask("answer")).isEqualTo("1");
        }
    }

    private TargetJvm start(Jdk jdk, String manner) {
        return TargetJvm.of(jdk)
                .classPath(Fixture.of("picky", "support").jar(directory.resolve("picky.jar")))
                .main("picky.Main", jar(1).toString(), manner)
                .start();
    }

    private Path jar(int version) {
        Path jar = directory.resolve("code-" + version + ".jar");
        return jar.toFile().exists() ? jar : CODE.version(version).jar(jar);
    }
}
