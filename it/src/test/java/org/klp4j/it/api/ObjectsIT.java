package org.klp4j.it.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/** Objects of an application that come and go under a hand-written patch, whatever their class files are. */
final class ObjectsIT {
    private static final String OBJECT = "livepatch/bad/late/patched";

    @TempDir
    private Path directory;

    @EachJdk
    void everyCopyOfAnObjectIsPatchedAsItComes(Jdk jdk) throws Exception {
        Path library = library("late.jar");
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + library);
            target.ask("loader " + library);
            target.ask("loader " + library);
            assertThat(target.ask("in 0 late.Late answer")).isEqualTo("1");
            session.insmod(module(), "mode=arrival");
            session.settle();
            for (int loader = 0; loader < 3; loader++) {
                assertThat(target.ask("in " + loader + " late.Late answer")).isEqualTo("99");
            }
            assertThat(session.show(OBJECT)).isEqualTo("1\n");
            target.ask("unload");
            await().untilAsserted(() -> {
                target.ask("unload");
                assertThat(session.show(OBJECT)).isEqualTo("0\n");
            });
            assertThat(session.dmesg()).contains("reverting patch 'bad' on unloading module 'late'");
            target.ask("loader " + library);
            assertThat(target.ask("in 0 late.Late answer")).isEqualTo("99");
            assertThat(session.show(OBJECT)).isEqualTo("1\n");
        }
    }

    /** Nothing proves that the code of a copy under another name is the same, so it is only named. */
    @EachJdk
    void aCopyUnderAnotherNameIsNamed(Jdk jdk) throws Exception {
        Path moved = Fixture.of()
                .and(
                        "moved/late/Late.java",
                        "package moved.late; public final class Late { public static String answer() { return \"1\"; } }")
                .jar(directory.resolve("moved.jar"));
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + library("late.jar"));
            session.insmod(module(), "mode=arrival");
            session.settle();
            assertThat(target.ask("in 0 late.Late answer")).isEqualTo("99");
            target.ask("loader " + moved);
            assertThat(target.ask("in 1 moved.late.Late answer")).isEqualTo("1");
            assertThat(session.dmesg())
                    .contains(
                            "klp4j: class 'moved.late.Late' is likely a copy of patched class 'late.Late' and came after"
                                    + " the patch: it runs UNPATCHED; a hand-written patch is for the classes it names: build one"
                                    + " with 'klp build', or name this class as well");
        }
    }

    /** An application is not refused a class: it runs as it is, and that is said. */
    @EachJdk
    void anObjectWhosePrePatchFailsRunsUnpatched(Jdk jdk) throws Exception {
        Path library = library("late.jar");
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            target.ask("loader " + library);
            session.insmod(module(), "mode=arrival", "result=-12");
            session.settle();
            assertThat(target.ask("in 0 late.Late answer")).isEqualTo("1");
            assertThat(session.show(OBJECT)).isEqualTo("0\n");
            assertThat(session.dmesg())
                    .contains("livepatch: applying patch 'bad' to loading module 'late'")
                    .contains("bad: pre_patch late")
                    .contains("livepatch: pre-patch callback failed for object 'late'")
                    .contains("klp4j: patch 'bad' failed for 'late' (-12): its classes run UNPATCHED");
            assertThat(session.show("livepatch/bad/enabled")).isEqualTo("1\n");
            session.disable("bad");
            await().until(() -> session.patches().isEmpty());
            session.rmmod("bad");
            assertThat(target.ask("in 0 late.Late answer")).isEqualTo("1");
        }
    }

    /** From the first class files there were, before stack maps, before {@code invokedynamic}, before nestmates. */
    @EachJdk
    void classFilesOfEveryVersionArePatched(Jdk jdk) throws Exception {
        Path library = library("late.jar");
        try (TargetJvm target = new Service(directory).start(jdk);
                Session session = Session.open(target)) {
            for (int version = 45; version <= 52; version++) {
                Path old = directory.resolve("v" + version).resolve("late.jar");
                Files.createDirectories(old.getParent());
                rewritten(library, old, version);
                target.ask("loader " + old);
                assertThat(target.ask("in " + (version - 45) + " late.Late answer"))
                        .isEqualTo("1");
            }
            session.insmod(module(), "mode=arrival");
            session.settle();
            for (int version = 45; version <= 52; version++) {
                assertThat(target.ask("in " + (version - 45) + " late.Late answer"))
                        .as("class file version %d", version)
                        .isEqualTo("99");
            }
            session.disable("bad");
            await().until(() -> session.patches().isEmpty());
            for (int version = 45; version <= 52; version++) {
                assertThat(target.ask("in " + (version - 45) + " late.Late answer"))
                        .as("class file version %d", version)
                        .isEqualTo("1");
            }
        }
    }

    private Path module() {
        return Written.module(directory, "bad", "Malformed", true);
    }

    private Path library(String name) {
        return Fixture.of("library")
                .version(1)
                .release(8)
                .options("-Xlint:-options")
                .jar(directory.resolve(name));
    }

    /** The same classes under another version number: they use nothing that came after the first. */
    private static void rewritten(Path from, Path to, int version) throws Exception {
        try (JarFile in = new JarFile(from.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            for (ZipEntry entry : in.stream().toList()) {
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class")) {
                    bytes[6] = 0;
                    bytes[7] = (byte) version;
                }
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(bytes);
                out.closeEntry();
            }
        }
    }
}
