package org.klp4j.it.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Session;

/** An added field keeps no object alive, not even when its value refers to the object; and loses no value. */
final class EphemeronIT {
    private static final List<String> COLLECTORS = List.of("Serial", "Parallel", "G1", "Z", "Shenandoah");

    @TempDir
    private Path directory;

    @EachJdk
    void aValueThatRefersToItsObjectKeepsNeither(Jdk jdk) throws Exception {
        Modules.Built fix = Modules.build("ephemeron_fix", jar(1), jar(2), directory);
        for (String collector : COLLECTORS) {
            try (TargetJvm target = TargetJvm.of(jdk)
                            .flags("-Xmx96m", "-XX:+Use" + collector + "GC")
                            .classPath(jar(1))
                            .main("shadow.Ephemeron")
                            .start();
                    Session session = Session.open(target)) {
                assertThat(target.ask("make 1")).isEqualTo("unpatched");
                session.insmod(fix);
                session.settle();
                for (int round = 0; round < 5; round++) {
                    assertThat(target.ask("make 600")).as(collector).isEqualTo("fine");
                    target.ask("collect");
                    assertThat(target.ask("check")).as(collector).isEqualTo("fine");
                }
                await().atMost(Duration.ofMinutes(3))
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(5))
                        .untilAsserted(() -> assertThat(target.ask("collect"))
                                .as("dropped, and kept alive with %s", collector)
                                .isEqualTo("0"));
                assertThat(target.ask("check")).as(collector).isEqualTo("fine");
            }
        }
    }

    private Path jar(int version) {
        return Fixture.of("ephemeron").lines(version).jar(directory.resolve("ephemeron-" + version + ".jar"));
    }
}
