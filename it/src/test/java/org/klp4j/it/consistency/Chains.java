package org.klp4j.it.consistency;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.klp4j.it.fixture.Fixture;
import org.klp4j.it.fixture.Seeds;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;

/** The chain workload: one jar per version, differing in the patched functions only, and a target running version 1. */
final class Chains {
    private static final Fixture FIXTURE = Fixture.of("support", "walk", "chain");

    private final Path directory;

    Chains(Path directory) {
        this.directory = directory;
    }

    /** The jar of one version, made when first asked for. */
    Path jar(int version) {
        Path jar = directory.resolve("chain-" + version + ".jar");
        return jar.toFile().exists() ? jar : FIXTURE.version(version).jar(jar);
    }

    /** The class files of the patched classes of one version, by path. */
    static Map<String, byte[]> patched(int version) {
        Map<String, byte[]> classes = FIXTURE.version(version).classes();
        classes.keySet()
                .removeIf(path -> !path.startsWith("chain/")
                        || path.startsWith("chain/Walk")
                        || path.startsWith("chain/Workers")
                        || path.startsWith("chain/Trail"));
        return classes;
    }

    /** Starts version 1 with so many threads of either kind at work. */
    TargetJvm start(Jdk jdk, int platform, int virtual, String... flags) {
        // As many carriers as virtual threads: a JVM with two of them can lock up by itself while classes initialise.
        List<String> all = new ArrayList<>(
                List.of("-Xmx512m", "-Djdk.virtualThreadScheduler.parallelism=" + Math.max(1, virtual)));
        all.addAll(List.of(flags));
        TargetJvm target = TargetJvm.of(jdk)
                .flags(all.toArray(String[]::new))
                .classPath(jar(1))
                .main("chain.Workers")
                .start();
        target.ask("start " + platform + " " + virtual + " " + Seeds.seed());
        return target;
    }

    /** The counters of the workload, by name. */
    static Map<String, String> stats(TargetJvm target) {
        Map<String, String> stats = new LinkedHashMap<>();
        for (String pair : target.ask("stats").split(" (?=[a-z])")) {
            stats.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return stats;
    }
}
