package org.klp4j.it.transition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Session;

/**
 * Classes that come in a new loader while a patch is enabled, and whose new code uses classes that extend them: those
 * can be defined only after them. Whoever calls first, and however many at once, runs the new code.
 */
final class LateClassesIT {
    private static final String CALLS = " 8 arrive.Base arrive.Face arrive.Started";
    private static final int LOADERS = 24;

    @TempDir
    private Path directory;

    @EachJdk
    void theFirstCallRunsTheNewCode(Jdk jdk) throws Exception {
        runsTheNewCode(jdk, 17);
    }

    @EachJdk
    void theFirstCallRunsTheNewCodeOfOldClassFiles(Jdk jdk) throws Exception {
        runsTheNewCode(jdk, 8);
    }

    private void runsTheNewCode(Jdk jdk, int release) throws Exception {
        Path before = library(1, release);
        Path after = library(2, release);
        Modules.Built fix = Modules.build("arrive_fix", before, after, directory);
        try (TargetJvm target = TargetJvm.of(jdk)
                        .flags("-Xmx256m")
                        .classPath(Fixture.of("storm", "support").jar(directory.resolve("storm.jar")))
                        .main("storm.Storm")
                        .start();
                Session session = Session.open(target)) {
            String old = target.ask(before + " 2" + CALLS);
            String fixed = target.ask(after + " 2" + CALLS);
            assertThat(fixed).isNotEqualTo(old).doesNotContain("threw", "failed", "then");
            session.insmod(fix);
            session.settle();
            assertThat(target.ask(before + " " + LOADERS + CALLS, Duration.ofMinutes(2)))
                    .as(session.dmesg())
                    .isEqualTo(fixed);
            assertThat(session.dmesg()).doesNotContain("UNPATCHED");
            session.disable("arrive_fix");
            session.settle();
            assertThat(target.ask(before + " 2" + CALLS)).isEqualTo(old);
            session.enable("arrive_fix");
            session.settle();
            assertThat(target.ask(before + " 2" + CALLS)).isEqualTo(fixed);
        }
    }

    private Path library(int version, int release) {
        return Fixture.of("arrivals")
                .lines(version)
                .release(release)
                .options("-Xlint:-options")
                .jar(directory.resolve("arrive-" + version + ".jar"));
    }
}
