package org.klp4j.it.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.it.fixture.Seeds;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;
import org.klp4j.it.klp.Modules;
import org.klp4j.it.klp.Session;

/**
 * Patches go in, out, in reverse and on top of each other while threads of both kinds run chains of patched calls;
 * every chain must have seen exactly one version, and after each step the version of the patch enabled last.
 */
final class ConsistencyOracleIT {
    @TempDir
    private Path directory;

    @EachJdk
    void everyChainSeesOneVersion(Jdk jdk) throws Exception {
        run(jdk, 8, 8, 3, Duration.ofSeconds(20));
    }

    @EachJdk
    @Tag("stress")
    void everyChainSeesOneVersionForLong(Jdk jdk) throws Exception {
        run(jdk, 48, 200, 5, Duration.ofMinutes(5));
    }

    private void run(Jdk jdk, int platform, int virtual, int patches, Duration time, String... flags) throws Exception {
        Chains chains = new Chains(directory);
        Map<Integer, Modules.Built> modules = new TreeMap<>();
        for (int version = 2; version < 2 + patches; version++) {
            modules.put(version, Modules.build("chain_" + version, chains.jar(1), chains.jar(version), directory));
        }
        try (TargetJvm target = chains.start(jdk, platform, virtual, flags);
                Session session = Session.open(target)) {
            Operator operator = new Operator(session, target, Seeds.random("operator " + jdk), modules);
            // On a busy machine up to twice as long, so that a hundred operations are seen.
            long start = System.nanoTime();
            int steps = 0;
            for (long ran = 0; ran < time.toNanos() || (steps < 100 && ran < 2 * time.toNanos()); steps++) {
                operator.step();
                ran = System.nanoTime() - start;
            }
            Map<String, String> stats = Chains.stats(target);
            System.out.println(jdk + ": " + steps + " steps " + operator.done() + ": " + stats);
            assertThat(target.ask("stop")).isEqualTo("stopped");
            assertThat(stats.get("torn"))
                    .as("torn chains: %s", target.ask("samples"))
                    .isEqualTo("0");
            assertThat(stats.get("errors"))
                    .as("errors: %s", target.ask("samples"))
                    .isEqualTo("0");
        }
    }
}
