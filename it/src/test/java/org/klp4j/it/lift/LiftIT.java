package org.klp4j.it.lift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.builder.input.JarClasses;
import org.klp4j.builder.input.Relocations;
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
            "AddedFields",
            "ChangedStatics",
            "Constants",
            "Switches",
            "Overrides",
            "Removed",
            "Streams",
            "Codes",
            "AddedClasses",
            "Reflective");

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

    /** A module made for the library, in a JVM that has only a copy of it under another name. */
    @EachJdk
    void carriesEveryKindIntoARelocatedCopy(Jdk jdk) throws Exception {
        Path before = jar(1, 17);
        Path after = jar(2, 17);
        Modules.Built fix = Modules.build("lift_fix", before, after, directory);
        Map<String, String> answers = carries(jdk, fix, relocated(before), relocated(after), "shaded.lift.");
        assertThat(answers.get("Streams")).contains("InvalidObjectException");
    }

    private static Path relocated(Path jar) throws Exception {
        JarClasses moved = new Relocations(List.of("lift=shaded.lift")).of(JarClasses.read(jar));
        Path file = jar.resolveSibling("shaded-" + jar.getFileName());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
            for (String name : moved.names()) {
                out.putNextEntry(new ZipEntry(name + ".class"));
                out.write(moved.bytes(name));
            }
        }
        return file;
    }

    /** An added field is none of the JVM's: reflection does not list it, streams and clones do not copy it. */
    @EachJdk
    void copiesBeginWithTheInitialValueOfAnAddedField(Jdk jdk) throws Exception {
        Fixture copied = Fixture.of("shadows");
        Path before = copied.lines(1).jar(directory.resolve("copied-1.jar"));
        Path after = copied.lines(2).jar(directory.resolve("copied-2.jar"));
        Modules.Built fix = Modules.build("copied_fix", before, after, directory);
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + before);
            assertThat(target.ask("in 0 shadows.Copied answer")).isEqualTo("3 clone 3 read 3 fields 2");
            session.insmod(fix);
            session.settle();
            assertThat(target.ask("in 0 shadows.Copied answer")).isEqualTo("3:7 clone 3:50 read 3:50 fields 2");
        }
    }

    private void carries(Jdk jdk, int release) throws Exception {
        Path before = jar(1, release);
        Path after = jar(2, release);
        Modules.Built fix = Modules.build("lift_fix", before, after, directory);
        Map<String, String> unused = carries(jdk, fix, before, after, "lift.");
    }

    /** Returns what the fixed classes answer. */
    private Map<String, String> carries(Jdk jdk, Modules.Built fix, Path before, Path after, String prefix)
            throws Exception {
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + before);
            target.ask("loader " + after);
            Map<String, String> old = answers(target, 0, prefix);
            Map<String, String> fixed = answers(target, 1, prefix);
            KINDS.forEach(kind -> assertThat(fixed.get(kind)).as(kind).isNotEqualTo(old.get(kind)));
            session.insmod(fix);
            session.settle();
            assertThat(answers(target, 0, prefix)).as("patched").isEqualTo(fixed);
            target.ask("loader " + before);
            assertThat(answers(target, 2, prefix)).as("loaded while patched").isEqualTo(fixed);
            session.disable("lift_fix");
            session.settle();
            assertThat(answers(target, 0, prefix)).as("disabled").isEqualTo(old);
            assertThat(answers(target, 2, prefix))
                    .as("loaded while patched, disabled")
                    .isEqualTo(old);
            session.enable("lift_fix");
            session.settle();
            assertThat(answers(target, 0, prefix)).as("enabled again").isEqualTo(fixed);
            return fixed;
        }
    }

    private Path jar(int version, int release) {
        return Fixture.of("lift")
                .lines(version)
                .release(release)
                .options("-Xlint:-options")
                .jar(directory.resolve("lift-" + version + ".jar"));
    }

    private static Map<String, String> answers(TargetJvm target, int loader, String prefix) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String kind : KINDS) {
            answers.put(kind, target.ask("in " + loader + " " + prefix + kind + " answer"));
        }
        return answers;
    }
}
