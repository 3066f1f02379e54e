package org.klp4j.it.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Refusals;
import org.klp4j.it.klp.Session;

/** The older life cycle through the API: register, enable, disable, unregister, each where it fits and where not. */
final class LifeCycleIT {
    private static final Path SELFTESTS = Path.of(System.getProperty("klp.selftests"));
    private static final String CALL = "kernel/registered/call";

    @TempDir
    private Path directory;

    @EachJdk
    void aRegisteredPatchStaysUntilItIsUnregistered(Jdk jdk) throws Exception {
        Path module = Written.module(directory, "registered", "Registered", true);
        try (TargetJvm target = kernel(jdk);
                Session session = Session.open(target)) {
            String original = target.ask("cmdline");
            session.insmod(module);
            shows(session, "0", "0");
            refused(session, Errno.EEXIST, "register");
            refused(session, Errno.EINVAL, "disable");
            for (int round = 0; round < 3; round++) {
                session.store(CALL, "enable");
                session.settle();
                shows(session, "1", "1");
                assertThat(target.ask("cmdline")).isEqualTo("registered");
                refused(session, Errno.EINVAL, "enable");
                refused(session, Errno.EBUSY, "unregister");
                Refusals.refused(Errno.EAGAIN, () -> session.rmmod("registered"));
                session.store(CALL, "disable");
                await().untilAsserted(() -> shows(session, "0", "0"));
                assertThat(target.ask("cmdline")).isEqualTo(original);
            }
            // The file does the same, in both directions.
            session.enable("registered");
            session.settle();
            assertThat(target.ask("cmdline")).isEqualTo("registered");
            session.disable("registered");
            await().untilAsserted(() -> shows(session, "0", "0"));
            session.store(CALL, "unregister");
            assertThat(session.patches()).isEmpty();
            refused(session, Errno.EINVAL, "unregister");
            session.store(CALL, "register");
            shows(session, "0", "0");
            session.rmmod("registered");
            assertThat(session.patches()).isEmpty();
            assertThat(session.names("module")).isEmpty();
            assertThat(target.ask("cmdline")).isEqualTo(original);
        }
    }

    @EachJdk
    void thePatchOfAModuleWhoseInitFailedGoesWhenNoThreadIsInside(Jdk jdk) throws Exception {
        Path module = Written.module(directory, "abandoned", "Abandoned", true);
        try (TargetJvm target = kernel(jdk);
                Session session = Session.open(target)) {
            String original = target.ask("cmdline");
            Refusals.refused(Errno.ENOMEM, () -> session.insmod(module));
            assertThat(session.patches()).containsExactly("abandoned");
            assertThat(session.show("livepatch/abandoned/transition")).isEqualTo("1\n");
            assertThat(session.names("module")).isEmpty();
            session.store("sys/signal", "1");
            await().untilAsserted(() -> assertThat(session.patches()).isEmpty());
            assertThat(target.ask("cmdline")).isEqualTo(original);
        }
    }

    private static TargetJvm kernel(Jdk jdk) {
        return TargetJvm.of(jdk)
                .flags("-Xshare:off", "-Xbootclasspath/a:" + SELFTESTS.resolve("kernel.jar"))
                .main("org.klp4j.selftests.kernel.Kernel")
                .start();
    }

    private static void refused(Session session, Errno errno, String call) {
        Refusals.refused(errno, () -> session.store(CALL, call));
    }

    private static void shows(Session session, String enabled, String references) throws KlpException {
        assertThat(session.patches()).containsExactly("registered");
        assertThat(session.show("livepatch/registered/enabled")).isEqualTo(enabled + "\n");
        assertThat(session.show("livepatch/registered/transition")).isEqualTo("0\n");
        assertThat(session.show("module/registered/refcnt")).isEqualTo(references + "\n");
    }
}
