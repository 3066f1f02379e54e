package org.klp4j.it.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Refusals;
import org.klp4j.it.klp.Session;

/** Structures that are wrong or unusual, through the real API: the error number and the log are the kernel's. */
final class StructuresIT {
    private static final Path SELFTESTS = Path.of(System.getProperty("klp.selftests"));

    /** Refused before anything is said: the kernel is silent, the reason stands in lines of our own. */
    private static final Map<String, Errno> SILENT = Map.ofEntries(
            Map.entry("null", Errno.EINVAL),
            Map.entry("no mod", Errno.EINVAL),
            Map.entry("no objects", Errno.EINVAL),
            Map.entry("no funcs", Errno.EINVAL),
            Map.entry("no new_func", Errno.EINVAL),
            Map.entry("no old_name", Errno.EINVAL),
            Map.entry("long function", Errno.EINVAL),
            Map.entry("long object", Errno.EINVAL),
            Map.entry("state 0", Errno.EINVAL),
            Map.entry("function twice", Errno.EEXIST),
            Map.entry("object twice", Errno.EEXIST));

    /** Refused with one line, as the kernel words it. */
    private static final Map<String, String> SAID = Map.of(
            "unknown",
            "livepatch: symbol 'no_such_function' not found in symbol table",
            "ambiguous",
            "livepatch: unresolvable ambiguity for symbol 'console_loglevel' in object '(null)'",
            "position 99",
            "livepatch: symbol position 99 for symbol 'console_loglevel' in object 'vmlinux' not found");

    @TempDir
    private Path directory;

    @EachJdk
    void areRefusedAsTheKernelRefusesThem(Jdk jdk) throws Exception {
        Path module = Written.module(directory, "bad", "Malformed", true);
        try (TargetJvm target = start(jdk);
                Session session = Session.open(target)) {
            String original = target.ask("cmdline");
            for (Map.Entry<String, Errno> each : SILENT.entrySet()) {
                List<String> log = refused(session, module, each.getValue(), "mode=" + each.getKey());
                assertThat(kernelLines(log)).as("%s: %s", each.getKey(), log).isEmpty();
                assertThat(log).as(each.getKey()).anyMatch(line -> line.startsWith("klp4j: "));
            }
            for (Map.Entry<String, String> each : SAID.entrySet()) {
                List<String> log = refused(session, module, Errno.EINVAL, "mode=" + each.getKey());
                assertThat(kernelLines(log)).as(each.getKey()).containsExactly(each.getValue());
            }
            List<String> log = refused(session, module, Errno.EINVAL, "mode=notrace");
            assertThat(kernelLines(log))
                    .containsExactly(
                            "livepatch: enabling patch 'bad'",
                            "livepatch: 'bad': initializing patching transition",
                            "livepatch: failed to find location for function 'max'",
                            "livepatch: failed to patch object 'vmlinux'",
                            "livepatch: failed to enable patch 'bad'",
                            "livepatch: 'bad': canceling patching transition, going to unpatch",
                            "livepatch: 'bad': completing unpatching transition",
                            "livepatch: 'bad': unpatching complete");
            assertThat(log)
                    .contains(
                            "klp4j: failed to find location for function 'max': the gate itself runs code of this class");
            Path unmarked = Written.module(directory, "unmarked", "Malformed", false);
            assertThat(kernelLines(refused(session, unmarked, Errno.EINVAL, "mode=absent")))
                    .containsExactly("livepatch: module unmarked is not marked as a livepatch module");
            assertThat(target.ask("cmdline")).isEqualTo(original);
            assertThat(session.names("module")).isEmpty();
        }
    }

    @EachJdk
    void callbacksRefuseWithTheirOwnNumber(Jdk jdk) throws Exception {
        Path module = Written.module(directory, "bad", "Malformed", true);
        try (TargetJvm target = start(jdk);
                Session session = Session.open(target)) {
            String original = target.ask("cmdline");
            // The kernel keeps a module whose pre_patch returned a positive number; half a module is of no use.
            for (Map.Entry<String, Errno> each : Map.of("-19", Errno.ENODEV, "-5", Errno.EIO, "7", Errno.EINVAL)
                    .entrySet()) {
                List<String> log =
                        refused(session, module, each.getValue(), "mode=callbacks", "result=" + each.getKey());
                assertThat(log.stream().filter(line -> !line.startsWith("klp4j:")))
                        .as(each.getKey())
                        .startsWith(
                                "livepatch: enabling patch 'bad'",
                                "livepatch: 'bad': initializing patching transition",
                                "bad: pre_patch vmlinux",
                                "bad: pre_patch bad",
                                "livepatch: pre-patch callback failed for object 'bad'",
                                "livepatch: failed to enable patch 'bad'",
                                "livepatch: 'bad': canceling patching transition, going to unpatch",
                                "livepatch: 'bad': completing unpatching transition",
                                "bad: post_unpatch vmlinux",
                                "livepatch: 'bad': unpatching complete");
                assertThat(target.ask("cmdline")).isEqualTo(original);
            }
        }
    }

    @EachJdk
    void unusualOnesAreTaken(Jdk jdk) throws Exception {
        Path module = Written.module(directory, "bad", "Malformed", true);
        try (TargetJvm target = start(jdk);
                Session session = Session.open(target)) {
            taken(session, module, "absent", "never_loaded/cmdline_proc_show,1", "0\n");
            taken(session, module, "vmlinux by name", "vmlinux/cmdline_proc_show,1", "0\n");
            session.insmod(module, "mode=position 1");
            session.settle();
            assertThat(target.ask("loglevel")).isEqualTo("99");
            leave(session);
            assertThat(target.ask("loglevel")).isEqualTo("7");
            taken(session, module, "descriptor", "vmlinux/console_loglevel()I,1", "1\n");
        }
    }

    private static void taken(Session session, Path module, String mode, String node, String patched)
            throws KlpException {
        session.insmod(module, "mode=" + mode);
        session.settle();
        String object = "livepatch/bad/" + node.substring(0, node.indexOf('/'));
        assertThat(session.names(object)).as(mode).contains(node.substring(node.indexOf('/') + 1));
        assertThat(session.show(object + "/patched")).as(mode).isEqualTo(patched);
        leave(session);
    }

    private static void leave(Session session) throws KlpException {
        session.disable("bad");
        await().until(() ->
                session.patches().isEmpty() && session.show("module/bad/refcnt").equals("0\n"));
        session.rmmod("bad");
    }

    /** The log's lines of a load that must be refused. */
    private static List<String> refused(Session session, Path module, Errno errno, String... parameters)
            throws KlpException {
        int before = lines(session).size();
        Refusals.refused(errno, () -> session.insmod(module, parameters));
        assertThat(session.names("module")).as("%s", List.of(parameters)).isEmpty();
        assertThat(session.patches()).as("%s", List.of(parameters)).isEmpty();
        List<String> all = lines(session);
        return all.subList(before, all.size()).stream()
                .filter(line -> !line.contains("taint"))
                .toList();
    }

    private static List<String> lines(Session session) throws KlpException {
        return session.dmesg()
                .lines()
                .map(line -> line.replaceFirst("^\\[[^]]*] ", ""))
                .toList();
    }

    private static List<String> kernelLines(List<String> log) {
        return log.stream().filter(line -> line.startsWith("livepatch: ")).toList();
    }

    private static TargetJvm start(Jdk jdk) {
        return TargetJvm.of(jdk)
                .flags("-Xshare:off", "-Xbootclasspath/a:" + SELFTESTS.resolve("kernel.jar"))
                .main("org.klp4j.selftests.kernel.Kernel")
                .start();
    }
}
