package org.klp4j.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.klp4j.it.cli.Klp.tool;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Service;

/** The verbs in the shape of the kernel's tools: their arguments, their silence, their messages. */
final class KernelToolsIT {
    @TempDir
    private Path directory;

    @EachJdk
    void fromInsmodToRmmod(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        Path module = Files.copy(service.module(2).jar(), directory.resolve("fix_2.ko"));
        try (TargetJvm target = service.start(jdk)) {
            String pid = Long.toString(target.pid());
            assertThat(tool(pid, "insmod", "absent.ko").refused(1))
                    .isEqualTo("insmod: ERROR: could not load module absent.ko: No such file or directory");
            assertThat(tool(pid, "rmmod", "fix_2").refused(1))
                    .isEqualTo("rmmod: ERROR: Module fix_2 is not currently loaded");
            assertThat(tool(pid, "modinfo", module.toString()).done().out()).contains("\nlivepatch:      Y\n");
            assertThat(tool(pid, "modinfo", "-F", "name", module.toString())
                            .done()
                            .out())
                    .isEqualTo("fix_2\n");

            assertThat(tool(pid, "insmod", module.toString()).done().out()).isEmpty();
            assertThat(tool(pid, "insmod", module.toString()).refused(1))
                    .isEqualTo("insmod: ERROR: could not insert module " + module + ": File exists");
            assertThat(tool(pid, "rmmod", "fix_2").refused(1)).isEqualTo("rmmod: ERROR: Module fix_2 is in use");
            assertThat(tool(pid, "lsmod").done().out())
                    .startsWith("Module                  Size  Used by\n")
                    .containsPattern("\nfix_2 +\\d+  1\n");
            assertThat(tool(pid, "dmesg").done().out())
                    .containsPattern("(?m)^\\[ *\\d+\\.\\d{6}\\] livepatch: enabling patch 'fix_2'$");

            Klp.klp("disable", pid, "fix_2").done();
            assertThat(tool(pid, "rmmod", module.toString()).done().out()).isEmpty();
        }
    }

    @EachJdk
    void sysctl(Jdk jdk) throws Exception {
        Service service = new Service(directory);
        String module = service.module(2).jar().toString();
        String key = "kernel.ftrace_enabled";
        try (TargetJvm target = service.start(jdk)) {
            String pid = Long.toString(target.pid());
            assertThat(tool(pid, "sysctl", "--values", key).done().out()).isEqualTo("1\n");
            assertThat(tool(pid, "sysctl", key).done().out()).isEqualTo(key + " = 1\n");
            assertThat(tool(pid, "sysctl", "-q", key + "=0").done().out()).isEmpty();
            assertThat(tool(pid, "insmod", module).refused(1)).endsWith(": Device or resource busy");
            assertThat(tool(pid, "sysctl", key + "=1").done().out()).isEqualTo(key + " = 1\n");
            tool(pid, "insmod", module).done();
            assertThat(tool(pid, "sysctl", key + "=0").refused(1))
                    .isEqualTo("sysctl: setting key \"" + key + "\": Device or resource busy");
            assertThat(tool(pid, "sysctl", "kernel.nonsense").refused(1))
                    .isEqualTo("sysctl: cannot stat /proc/sys/kernel/nonsense: No such file or directory");
        }
    }
}
