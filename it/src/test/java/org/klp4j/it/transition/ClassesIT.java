package org.klp4j.it.transition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/** Copies of a class in several class loaders, and classes that are loaded before, during and after a transition. */
final class ClassesIT {
    private static final String LATE = """
            package late;

            public final class Late {
                public static int answer() {
                    return @V@;
                }
            }
            """;

    private static final Fixture LIBRARY = Fixture.source("late/Late.java", LATE);

    @TempDir
    private Path directory;

    @EachJdk
    void everyCopyIsPatched(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Modules.Built fix = late();
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            for (int i = 0; i < 3; i++) {
                assertThat(target.ask("loader " + library(1))).isEqualTo(Integer.toString(i));
                assertThat(target.ask("in " + i + " late.Late answer")).isEqualTo("1");
            }
            session.insmod(fix);
            session.settle();
            expect(target, 3, "2");
            session.disable("late_fix");
            session.settle();
            expect(target, 3, "1");
            session.enable("late_fix");
            session.settle();
            expect(target, 3, "2");
        }
    }

    @EachJdk
    void classesThatComeLater(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Modules.Built both = Modules.build("both_fix", service.jar(1), service.jar(2), directory);
        Modules.Built fix = late();
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + library(1));
            session.insmod(fix);
            session.settle();
            assertThat(target.ask("in 0 late.Late answer"))
                    .as("loaded after the patch")
                    .isEqualTo("2");

            target.ask("actor a platform");
            target.ask("begin a hold");
            session.insmod(both);
            session.awaitOnlyPending("a");
            target.ask("loader " + library(1));
            assertThat(target.ask("in 1 late.Late answer"))
                    .as("loaded in another's transition")
                    .isEqualTo("2");
            target.ask("end a");
            session.settle();

            session.disable("late_fix");
            session.settle();
            target.ask("loader " + library(1));
            assertThat(target.ask("in 2 late.Late answer"))
                    .as("loaded after the disable")
                    .isEqualTo("1");
            expect(target, 3, "1");
        }
    }

    @EachJdk
    void classesThatComeDuringTheirOwnTransition(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Fixture wide1 = Fixture.of("service", "actors", "support")
                .and("late/Late.java", LATE)
                .version(1);
        Fixture wide2 = Fixture.of("service", "actors", "support")
                .and("late/Late.java", LATE)
                .version(2);
        Modules.Built fix = Modules.build(
                "wide_fix", wide1.jar(directory.resolve("w1.jar")), wide2.jar(directory.resolve("w2.jar")), directory);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            target.ask("actor a platform");
            target.ask("begin a hold");
            session.insmod(fix);
            session.awaitOnlyPending("a");
            target.ask("loader " + library(1));
            assertThat(target.ask("in 0 late.Late answer")).isEqualTo("2");
            session.disable("wide_fix");
            session.settle();
            assertThat(target.ask("in 0 late.Late answer")).isEqualTo("1");
            session.enable("wide_fix");
            assertThat(target.ask("in 0 late.Late answer")).isEqualTo("2");
            assertThat(target.ask("end a")).isEqualTo("11");
            session.settle();
            assertThat(target.ask("in 0 late.Late answer")).isEqualTo("2");
        }
    }

    @EachJdk
    void aLoaderMayGo(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        try (TargetJvm target = service.start(jdk);
                Session session = Session.open(target)) {
            for (int i = 0; i < 3; i++) {
                target.ask("loader " + library(1));
                target.ask("in " + i + " late.Late answer");
            }
            session.insmod(late());
            session.settle();
            expect(target, 3, "2");
            target.ask("unload");
            session.disable("late_fix");
            session.settle();
            session.rmmod("late_fix");
            assertThat(session.patches()).isEmpty();
        }
    }

    private static void expect(TargetJvm target, int loaders, String version) {
        for (int i = 0; i < loaders; i++) {
            assertThat(target.ask("in " + i + " late.Late answer"))
                    .as("loader " + i)
                    .isEqualTo(version);
        }
    }

    private Path library(int version) {
        return LIBRARY.version(version).jar(directory.resolve("late-" + version + ".jar"));
    }

    private Modules.Built late() throws Exception {
        return Modules.build("late_fix", library(1), library(2), directory);
    }
}
