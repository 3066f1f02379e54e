package org.klp4j.it.selftests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.klp4j.format.Errno;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Refusals;
import org.klp4j.it.klp.Session;

/** Is anything left of a module that was unloaded? */
class UnloadIT {
    private static final Path SELFTESTS = Path.of(System.getProperty("klp.selftests"));
    private static final Path LIVEPATCH = SELFTESTS.resolve("test_modules/test_klp_livepatch.klp.jar");
    private static final String CLASS = "org.klp4j.selftests.livepatch.TestKlpLivepatch";

    @EachJdk
    void classesOfAnUnloadedModuleAreGarbage(Jdk jdk) throws Exception {
        try (TargetJvm target = TargetJvm.of(jdk)
                        .flags("-Xshare:off", "-Xbootclasspath/a:" + SELFTESTS.resolve("kernel.jar"))
                        .main("org.klp4j.selftests.kernel.Kernel")
                        .start();
                Session session = Session.open(target)) {
            String original = target.ask("cmdline");
            for (int round = 0; round < 3; round++) {
                session.insmod(LIVEPATCH);
                session.settle();
                assertThat(target.ask("cmdline")).isEqualTo("test_klp_livepatch: this has been live patched");
                assertThat(loadedClasses(target)).contains(CLASS);
                Refusals.refused(Errno.EAGAIN, () -> session.rmmod("test_klp_livepatch"));
                Refusals.refused(Errno.EEXIST, () -> session.insmod(LIVEPATCH));
                session.disable("test_klp_livepatch");
                await().until(() -> session.patches().isEmpty());
                assertThat(target.ask("cmdline")).isEqualTo(original);
                session.rmmod("test_klp_livepatch");
                assertThat(session.names("module")).isEmpty();
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(loadedClasses(target)).doesNotContain(CLASS));
            }
        }
    }

    /** The classes the JVM has loaded, after a full collection. */
    private static String loadedClasses(TargetJvm target) throws IOException, InterruptedException {
        jcmd(target, "GC.run");
        return jcmd(target, "VM.class_hierarchy");
    }

    private static String jcmd(TargetJvm target, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(target.jdk().tool("jcmd"), Long.toString(target.pid()), command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(answer).isZero();
        return answer;
    }
}
