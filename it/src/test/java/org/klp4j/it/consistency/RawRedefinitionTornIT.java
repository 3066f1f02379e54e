package org.klp4j.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;

/** The control of the oracle: plain redefinition, all classes in one step, tears chains, and the oracle sees it. */
final class RawRedefinitionTornIT {
    private static final int STEPS = 20;

    @TempDir
    private Path directory;

    @EachJdk
    void tearsChains(Jdk jdk) throws Exception {
        Chains chains = new Chains(directory);
        Path agent = Fixture.of("redefine")
                .manifest("Agent-Class", "redefine.Redefine")
                .manifest("Can-Redefine-Classes", "true")
                .jar(directory.resolve("redefine.jar"));
        try (TargetJvm target = chains.start(jdk, 8, 8)) {
            assertThat(target.ask("sees")).isEqualTo("[1]");
            VirtualMachine machine = VirtualMachine.attach(Long.toString(target.pid()));
            try {
                for (int step = 0; step < STEPS; step++) {
                    int version = step % 2 == 0 ? 2 : 1;
                    machine.loadAgent(agent.toString(), classes(version).toString());
                    assertThat(target.ask("sees")).contains(Integer.toString(version));
                }
            } finally {
                machine.detach();
            }
            Map<String, String> stats = Chains.stats(target);
            assertThat(target.ask("stop")).isEqualTo("stopped");
            assertThat(Long.parseLong(stats.get("torn")))
                    .as("torn chains of %s", stats)
                    .isPositive();
            System.out.println(jdk + ": plain redefinition, " + STEPS + " steps: " + stats);
        }
    }

    private Path classes(int version) throws Exception {
        Path root = directory.resolve("v" + version);
        for (Map.Entry<String, byte[]> entry : Chains.patched(version).entrySet()) {
            Path file = root.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
        return root;
    }
}
