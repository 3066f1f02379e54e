package org.klp4j.it.selftests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.Jdks;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Session;

/**
 * Does klp4j answer as the kernel answers? Every case of the kernel's livepatch selftests is played, one after the
 * other against one JVM, as the scripts do against one kernel; the log must be the kernel's, line by line.
 */
class SelftestsIT {
    private static final Path SELFTESTS = Path.of(System.getProperty("klp.selftests"));
    private static final Path MODULES = SELFTESTS.resolve("test_modules");

    @TestFactory
    Stream<DynamicContainer> everyCaseOnEveryJdk() throws Exception {
        Path folder = Path.of(
                        SelftestsIT.class.getResource("21-sysfs-sysfs-test.txt").toURI())
                .getParent();
        List<Path> transcripts;
        try (Stream<Path> files = Files.list(folder)) {
            transcripts = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
        assertThat(transcripts).hasSizeGreaterThanOrEqualTo(25);
        return Jdks.found().stream().map(jdk -> cases(jdk, transcripts));
    }

    /** Plays the kernel for the cases of one JDK; they are tests of their own and run in order. */
    private static final class Machine {
        private final Jdk jdk;
        private TargetJvm target;
        private Session session;

        Machine(Jdk jdk) {
            this.jdk = jdk;
        }

        void boot() throws Exception {
            target = TargetJvm.of(jdk)
                    .flags("-Xshare:off", "-Xbootclasspath/a:" + SELFTESTS.resolve("kernel.jar"))
                    .main("org.klp4j.selftests.kernel.Kernel")
                    .start();
            session = Session.open(target);
            session.insmod(MODULES.resolve("klp_proc.klp.jar"));
        }

        void play(Path file) throws Exception {
            new Transcript(session, target, MODULES).play(name(file), lines(file));
            assertThat(session.patches()).isEmpty();
            assertThat(session.names("module")).containsExactly("klp_proc");
        }

        void halt() {
            session.close();
            target.close();
        }
    }

    private static DynamicContainer cases(Jdk jdk, List<Path> transcripts) {
        Machine machine = new Machine(jdk);
        Stream<DynamicTest> cases =
                transcripts.stream().map(file -> DynamicTest.dynamicTest(name(file), () -> machine.play(file)));
        return DynamicContainer.dynamicContainer(
                jdk.toString(),
                Stream.of(
                                Stream.of(DynamicTest.dynamicTest("boot", machine::boot)),
                                cases,
                                Stream.of(DynamicTest.dynamicTest("halt", machine::halt)))
                        .flatMap(tests -> tests));
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".txt", "");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
