package org.klp4j.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.klp4j.it.cli.Klp.tool;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;

/** What the kernel's tools say when they refuse, and what modules have to do with it: line by line as kmod's. */
final class KernelMessagesIT {
    private static final Path SELFTESTS = Path.of(System.getProperty("klp.selftests"));
    private static final String DEMO = "test_klp_callbacks_demo";
    private static final String MOD = "test_klp_callbacks_mod";

    @TempDir
    private Path directory;

    @EachJdk
    void parameters(Jdk jdk) throws Exception {
        try (TargetJvm target = start(jdk)) {
            String pid = Long.toString(target.pid());
            String file = ko(DEMO);
            assertThat(tool(pid, "modinfo", file).done().out()).contains("\nparm:           pre_patch_ret\n");
            assertThat(tool(pid, "modinfo", "-F", "livepatch", file).done().out())
                    .isEqualTo("Y\n");
            assertThat(tool(pid, "insmod", file, "pre_patch_ret=many").refused(1))
                    .isEqualTo("insmod: ERROR: could not insert module " + file + ": Invalid parameters");
            assertThat(log(pid)).endsWith(DEMO + ": `many' invalid for parameter `pre_patch_ret'\n");
            assertThat(tool(pid, "insmod", file, "nonsense=1", "pre_patch_ret=0")
                            .done()
                            .out())
                    .isEmpty();
            assertThat(log(pid)).contains(DEMO + ": unknown parameter 'nonsense' ignored\n");

            String parameter = "module/" + DEMO + "/parameters/pre_patch_ret";
            assertThat(Klp.klp("ls", pid, "module/" + DEMO + "/parameters")
                            .done()
                            .out())
                    .contains("-rw-r--r--  pre_patch_ret");
            assertThat(Klp.klp("cat", pid, parameter).done().out()).isEqualTo("0\n");
            Klp.klp("echo", "-12", pid, parameter).done();
            assertThat(Klp.klp("cat", pid, parameter).done().out()).isEqualTo("-12\n");
            assertThat(Klp.klp("echo", "many", pid, parameter).refused(1)).contains("'many'");
            assertThat(tool(pid, "insmod", ko(MOD)).refused(1))
                    .isEqualTo("insmod: ERROR: could not insert module " + ko(MOD) + ": Cannot allocate memory");
            assertThat(log(pid))
                    .endsWith("livepatch: patch '" + DEMO + "' failed for module '" + MOD
                            + "', refusing to load module '" + MOD + "'\n");
        }
    }

    @EachJdk
    void refusals(Jdk jdk) throws Exception {
        Path text = Files.writeString(directory.resolve("text.ko"), "no module\n");
        Path cut = directory.resolve("cut.ko");
        byte[] whole = Files.readAllBytes(Path.of(ko(DEMO)));
        Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
        try (TargetJvm target = start(jdk)) {
            String pid = Long.toString(target.pid());
            for (Path bad : new Path[] {text, cut}) {
                assertThat(tool(pid, "insmod", bad.toString()).refused(1))
                        .isEqualTo("insmod: ERROR: could not insert module " + bad + ": Invalid module format");
            }
            assertThat(tool(pid, "insmod", "absent.ko").refused(1))
                    .isEqualTo("insmod: ERROR: could not load module absent.ko: No such file or directory");
            assertThat(tool(pid, "modinfo", "absent.ko").status()).isEqualTo(1);
            assertThat(tool(pid, "modinfo", "absent.ko").err())
                    .isEqualTo("modinfo: ERROR: Module absent.ko not found.\n");
            assertThat(tool(pid, "rmmod", "absent").refused(1))
                    .isEqualTo("rmmod: ERROR: Module absent is not currently loaded");

            tool(pid, "insmod", ko(MOD)).done();
            assertThat(tool(pid, "insmod", ko(MOD)).refused(1))
                    .isEqualTo("insmod: ERROR: could not insert module " + ko(MOD) + ": File exists");
            String user = user().toString();
            tool(pid, "insmod", user).done();
            assertThat(tool(pid, "rmmod", MOD).refused(1))
                    .isEqualTo("rmmod: ERROR: Module " + MOD + " is in use by: user");
            assertThat(tool(pid, "lsmod").done().out())
                    .matches("Module                  Size  Used by\n" + "user                 *\\d+  0\n" + MOD
                            + " *\\d+  1 user\n");
            assertThat(tool(pid, "rmmod", "user", MOD).done().out()).isEmpty();
            assertThat(tool(pid, "insmod", user).refused(1))
                    .isEqualTo("insmod: ERROR: could not insert module " + user
                            + ": Unknown symbol in module, or unknown parameter");
        }
    }

    @EachJdk
    void whyInThePlaceToLook(Jdk jdk) throws Exception {
        try (TargetJvm target = start(jdk)) {
            String pid = Long.toString(target.pid());
            tool(pid, "insmod", ko("test_klp_livepatch")).done();
            String enabled = "livepatch/test_klp_livepatch/enabled";
            await().until(() -> Klp.klp("cat", pid, "livepatch/test_klp_livepatch/transition")
                    .out()
                    .equals("0\n"));
            String before = log(pid);
            assertThat(Klp.klp("echo", "1", pid, enabled).refused(1)).contains("already enabled");
            assertThat(Klp.klp("echo", "1", pid, "livepatch/test_klp_livepatch/force")
                            .refused(1))
                    .contains("not in transition");
            String added = log(pid).substring(before.length());
            // The kernel is silent here: a filter for its lines must not see ours.
            assertThat(added.lines())
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("klp4j: ") && !line.contains("livepatch:"));
        }
    }

    /** A module that needs another one. */
    private Path user() {
        return Fixture.source("user/User.java", """
                        package user;
                        public final class User implements org.klp4j.api.KlpModule {
                            @Override
                            public int init(org.klp4j.api.ThisModule self) {
                                return 0;
                            }
                        }
                        """)
                .against(Path.of(System.getProperty("klp.home"), "lib/api/klp4j-api.jar"))
                .manifest("Klp-Format", "1")
                .manifest("Klp-Name", "user")
                .manifest("Klp-Init", "user.User")
                .manifest("Klp-Depends", MOD)
                .jar(directory.resolve("user.klp.jar"));
    }

    private static String log(String pid) {
        return tool(pid, "dmesg").done().out().replaceAll("(?m)^\\[ *\\d+\\.\\d{6}\\] ", "");
    }

    private static String ko(String module) {
        return SELFTESTS.resolve("test_modules/" + module + ".klp.jar").toString();
    }

    private static TargetJvm start(Jdk jdk) {
        return TargetJvm.of(jdk)
                .flags("-Xshare:off", "-Xbootclasspath/a:" + SELFTESTS.resolve("kernel.jar"))
                .main("org.klp4j.selftests.kernel.Kernel")
                .start();
    }
}
