package org.klp4j.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.klp4j.it.klp.Refusals.refused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleImage;
import org.klp4j.format.ModuleInfo;
import org.klp4j.format.ModuleJar;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Service;
import org.klp4j.it.klp.Session;

/** Hand-written modules whose callbacks throw, run out of stack or memory, block, or call klp4j again. */
final class CallbackFaultsIT {
    private static final Path API =
            Path.of(System.getProperty("klp.root", "..")).resolve("api/target/classes");
    private static final List<String> FAULTS = List.of("throw", "error", "overflow", "memory", "again");

    @TempDir
    private Path directory;

    @EachJdk
    void beforeItIsPatched(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Path module = module(service);
        try (TargetJvm target = start(service, jdk);
                Session session = Session.open(target)) {
            for (String where : List.of("init", "pre_patch")) {
                for (String what : FAULTS) {
                    if (what.equals("again")) {
                        continue;
                    }
                    KlpException refusal = catchThrowableOfType(
                            KlpException.class, () -> session.insmod(module, "where=" + where, "what=" + what));
                    assertThat(refusal.errno()).as(refusal.getMessage()).isEqualTo(Errno.EIO.number());
                    String line = refusal.getMessage().toLowerCase(Locale.ROOT);
                    assertThat(line).as(where + " " + what).doesNotContain("\n");
                    assertThat(line).as(where + " " + what).containsAnyOf("faulty", "service");
                    assertThat(session.patches()).as(where + " " + what).isEmpty();
                    assertThat(session.names("module")).as(where + " " + what).isEmpty();
                    assertThat(target.ask("answer")).as(where + " " + what).isEqualTo("1");
                }
            }
            worksAfterwards(service, target, session);
        }
    }

    @EachJdk
    void whereItCannotBeRefused(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Path module = module(service);
        try (TargetJvm target = start(service, jdk);
                Session session = Session.open(target)) {
            for (String where : List.of("pre_patch", "post_patch", "pre_unpatch", "post_unpatch", "exit")) {
                for (String what : FAULTS) {
                    if (where.equals("pre_patch") != what.equals("again")) {
                        continue;
                    }
                    inAndOut(target, session, module, where, what);
                }
            }
            assertThat(session.dmesg())
                    .contains("post_patch callback of object 'service' threw java.lang.StackOverflowError")
                    .contains("post_unpatch callback of object 'service' threw java.lang.OutOfMemoryError")
                    .contains("module 'faulty': exit threw java.lang.AssertionError: on purpose");
            worksAfterwards(service, target, session);
        }
    }

    private static void inAndOut(TargetJvm target, Session session, Path module, String where, String what)
            throws KlpException {
        session.insmod(module, "where=" + where, "what=" + what);
        session.settle();
        assertThat(target.ask("answer")).as(where + " " + what).isEqualTo("5");
        assertThat(session.show("livepatch/faulty/enabled")).isEqualTo("1\n");
        session.disable("faulty");
        Awaitility.await().untilAsserted(() -> assertThat(session.patches()).isEmpty());
        assertThat(target.ask("answer")).as(where + " " + what).isEqualTo("1");
        session.rmmod("faulty");
        assertThat(session.names("module")).isEmpty();
        if (what.equals("again")) {
            assertThat(session.dmesg()).containsPattern("faulty: again: -\\d+ -\\d+ -\\d+ -\\d+");
        }
    }

    /** Others can look at the tree meanwhile, and what they want to change is refused before long, not held up. */
    @EachJdk
    void aCallbackThatBlocks(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Path module = module(service);
        try (TargetJvm target = start(service, jdk);
                Session session = Session.open(target);
                Session other = Session.open(target)) {
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                try {
                    session.insmod(module, "where=post_patch", "what=block");
                } catch (KlpException e) {
                    throw new CompletionException(e);
                }
            });
            Awaitility.await().untilAsserted(() -> assertThat(other.patches()).containsExactly("faulty"));
            assertThat(other.show("livepatch/faulty/enabled")).isEqualTo("1\n");
            assertThat(other.show("sys/tasks")).isNotEmpty();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(target.ask("answer")).isEqualTo("5"));
            assertThat(refused(Errno.EBUSY, () -> other.disable("faulty"))).contains("faulty");
            target.ask("set faulty.release now");
            load.get(20, TimeUnit.SECONDS);
            other.settle();
            other.disable("faulty");
            Awaitility.await().untilAsserted(() -> assertThat(other.patches()).isEmpty());
            other.rmmod("faulty");
            worksAfterwards(service, target, other);
        }
    }

    /** Without the consistency model nobody is waited for: a thread inside goes on there, every new call is patched. */
    @EachJdk
    void immediate(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Path module = module(service);
        try (TargetJvm target = start(service, jdk);
                Session session = Session.open(target)) {
            target.ask("actor a platform");
            target.ask("begin a hold");
            session.insmod(module, "immediate=1");
            session.settle();
            assertThat(session.show("livepatch/faulty/enabled")).isEqualTo("1\n");
            assertThat(session.show("livepatch/faulty/transition")).isEqualTo("0\n");
            assertThat(target.ask("answer")).isEqualTo("5");
            assertThat(target.ask("end a")).as("the old call goes on").isEqualTo("11");
            assertThat(target.ask("call a hold")).isEqualTo("55");
            session.disable("faulty");
            Awaitility.await().untilAsserted(() -> assertThat(session.patches()).isEmpty());
            assertThat(target.ask("answer")).isEqualTo("1");
            session.rmmod("faulty");
            worksAfterwards(service, target, session);
        }
    }

    private void worksAfterwards(Service service, TargetJvm target, Session session) throws Exception {
        session.insmod(service.module(2));
        session.settle();
        assertThat(target.ask("answer")).isEqualTo("2");
        session.disable("fix_2");
        session.settle();
        session.rmmod("fix_2");
        assertThat(target.ask("answer")).isEqualTo("1");
        assertThat(session.names("module")).isEmpty();
        inAndOut(target, session, directory.resolve("faulty.klp.jar"), "", "");
    }

    private static TargetJvm start(Service service, Jdk jdk) {
        return service.start(jdk, "-Xmx96m");
    }

    private Path module(Service service) throws Exception {
        ModuleInfo info = new ModuleInfo(
                "faulty",
                "1",
                "",
                "does what it should not",
                "",
                "GPL",
                List.of(),
                List.of("where", "what", "immediate"),
                true,
                "faulty.Faulty");
        Fixture source = Fixture.of("faulty").against(API, service.jar(1));
        return Files.write(
                directory.resolve("faulty.klp.jar"), ModuleJar.write(new ModuleImage(info, null, source.classes())));
    }
}
