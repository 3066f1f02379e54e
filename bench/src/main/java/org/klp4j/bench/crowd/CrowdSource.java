package org.klp4j.bench.crowd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.klp4j.bench.lab.Patched;
import org.klp4j.bench.lab.Sources;
import org.klp4j.bench.peer.AgentJars;
import org.klp4j.bench.peer.Fix;
import org.klp4j.format.KlpException;

/** A library of so many classes with so many functions each, which all differ between its releases. */
public final class CrowdSource {
    private CrowdSource() {}

    /** A fix of all of them. */
    public static Fix fix(Path folder, int classes, int functions) throws IOException, KlpException {
        Path old = jar(folder, 1, classes, functions);
        Path fixed = jar(folder, 2, classes, functions);
        AgentJars.raw(folder);
        return new Fix(
                folder,
                old,
                fixed,
                Sources.classes(folder, "crowd-1"),
                Sources.classes(folder, "crowd-2"),
                IntStream.range(0, classes).mapToObj(i -> "crowd.Part" + i).toList(),
                Patched.module(folder, "crowd", old, fixed, java.util.List.of()),
                "");
    }

    private static Path jar(Path folder, int release, int classes, int functions) throws IOException {
        String methods = IntStream.range(0, functions)
                .mapToObj(i -> "static int f" + i + "(int x) { return x * " + (i + 3) + " + " + release + "; }")
                .collect(Collectors.joining("\n"));
        Map<String, String> sources = new TreeMap<>();
        for (int i = 0; i < classes; i++) {
            sources.put(
                    "crowd/Part" + i + ".java",
                    "package crowd; public final class Part" + i + " {\n" + methods + "\n}");
        }
        return Sources.jar(folder, "crowd-" + release, sources);
    }
}
