package org.klp4j.it.lift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/**
 * Each kind of change in a class of its own. The patched class must answer what the fixed class answers where it was
 * loaded from the start, also for objects made and values computed before the patch; and the old answer after disable.
 */
final class LiftIT {
    private static final List<String> KINDS = List.of(
            "AddedMethods",
            "AddedClasses",
            "AddedFields",
            "ChangedStatics",
            "Constants",
            "Switches",
            "Overrides",
            "Removed",
            "Streams",
            "Codes");

    @TempDir
    private Path directory;

    @EachJdk
    void carriesEveryKind(Jdk jdk) throws Exception {
        carries(jdk, 17);
    }

    /** Class files from before nestmates: private members are reached by other ways. */
    @EachJdk
    void carriesEveryKindIntoOldClassFiles(Jdk jdk) throws Exception {
        carries(jdk, 8);
    }

    private void carries(Jdk jdk, int release) throws Exception {
        Path before = jar(1, release);
        Path after = jar(2, release);
        Modules.Built fix = Modules.build("lift_fix", before, after, directory);
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + before);
            target.ask("loader " + after);
            Map<String, String> old = answers(target, 0);
            Map<String, String> fixed = answers(target, 1);
            KINDS.forEach(kind -> assertThat(fixed.get(kind)).as(kind).isNotEqualTo(old.get(kind)));
            session.insmod(fix);
            session.settle();
            assertThat(answers(target, 0)).as("patched").isEqualTo(fixed);
            session.disable("lift_fix");
            session.settle();
            assertThat(answers(target, 0)).as("disabled").isEqualTo(old);
            session.enable("lift_fix");
            session.settle();
            assertThat(answers(target, 0)).as("enabled again").isEqualTo(fixed);
        }
    }

    private Path jar(int version, int release) {
        return Fixture.of("lift")
                .lines(version)
                .release(release)
                .options("-Xlint:-options")
                .jar(directory.resolve("lift-" + version + ".jar"));
    }

    private static Map<String, String> answers(TargetJvm target, int loader) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String kind : KINDS) {
            answers.put(kind, target.ask("in " + loader + " lift." + kind + " answer"));
        }
        return answers;
    }
}
