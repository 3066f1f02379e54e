package org.klp4j.bench.pair;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.klp4j.bench.lab.Patched;
import org.klp4j.bench.lab.Sources;
import org.klp4j.bench.peer.AgentJars;
import org.klp4j.bench.peer.Fix;
import org.klp4j.format.KlpException;

/** A library whose two classes must agree within one request; release 2 fixes both. */
final class PairSource {
    private static final String VALUE =
            "package pair; final class NAME { private NAME() {} static int v() { return RELEASE; } }";

    /** A request lasts a millisecond, so that most threads are inside one when the fix comes. */
    private static final String REQUEST = """
            package pair;
            public final class Request implements java.util.function.IntSupplier {
                private int sum;
                public int getAsInt() {
                    int first = Alpha.v();
                    for (int i = 0; i < 2000; i++) {
                        sum = sum * 31 + i;
                    }
                    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000 + RELEASE);
                    return first << 8 | Beta.v();
                }
            }
            """;

    private PairSource() {}

    static Fix fix(Path folder, int release) throws IOException, KlpException {
        Path old = jar(folder, 1);
        Path fixed = jar(folder, release);
        AgentJars.raw(folder);
        return new Fix(
                folder,
                old,
                fixed,
                Sources.classes(folder, "pair-1"),
                Sources.classes(folder, "pair-" + release),
                List.of("pair.Alpha", "pair.Beta", "pair.Request"),
                Patched.module(folder, "pair_" + release, old, fixed, List.of()),
                rule("pair.Alpha") + rule("pair.Beta"));
    }

    private static Path jar(Path folder, int release) throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String name : List.of("Alpha", "Beta")) {
            sources.put("pair/" + name + ".java", VALUE.replace("NAME", name));
        }
        sources.put("pair/Request.java", REQUEST);
        sources.replaceAll((file, text) -> text.replace("RELEASE", Integer.toString(release)));
        return Sources.jar(folder, "pair-" + release, sources);
    }

    private static String rule(String name) {
        return "RULE fix " + name + "\nCLASS " + name + "\nMETHOD v\nAT ENTRY\nIF true\nDO RETURN 2\nENDRULE\n";
    }
}
