package org.klp4j.it.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.klp4j.it.jvm.TargetJvm;

/** What a target holds, measured while nothing is patched and the load stands still. */
record Usage(long heap, long metaspace, long code, long threads, long files) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static Usage of(TargetJvm target) {
        Map<String, Long> values = new HashMap<>();
        for (String word : target.ask("usage", PATIENCE).split(" ")) {
            String[] pair = word.split("=");
            values.put(pair[0], Long.parseLong(pair[1]));
        }
        return new Usage(
                values.get("heap"),
                values.get("metaspace"),
                values.get("code"),
                values.get("threads"),
                values.get("files"));
    }

    /**
     * What may be left. HotSpot itself keeps most former versions of a class that is redefined while it is busy: about
     * 3 KB of metaspace for each redefinition of a class of H2 without any change, measured without klp4j. It also counts
     * each redefinition as a class that was loaded, so that number says nothing here. The first redefinitions of a class
     * cost more, until freed blocks of metaspace fit what comes: 28 MB for 2,372 of them right after the start were seen,
     * 1.7 KB each over 142,000. Each former version that is kept has its {@code java.lang.Class} in the heap, some 120
     * bytes; they are bounded apart from the rest of the heap. The code cache is filled by what the JIT compilers make
     * anew after each step, up to a level.
     */
    static void judge(String what, Usage before, Usage after, long redefined, long mirrors) {
        assertThat(mirrors)
                .as(what + ": java.lang.Class for " + redefined + " redefinitions")
                .isLessThan(512L * 1024 + redefined * 160);
        assertThat(after.heap - before.heap - mirrors).as(what + ": heap").isLessThan(4L * 1024 * 1024);
        assertThat(after.metaspace - before.metaspace)
                .as(what + ": metaspace for " + redefined + " redefinitions")
                .isLessThan(32L * 1024 * 1024 + redefined * 4 * 1024);
        assertThat(after.code - before.code).as(what + ": code cache").isLessThan(24L * 1024 * 1024);
        assertThat(after.threads - before.threads).as(what + ": threads").isLessThanOrEqualTo(4);
        assertThat(after.files - before.files).as(what + ": descriptors").isLessThanOrEqualTo(8);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "heap %.1f MB, metaspace %.1f MB, code %.1f MB, %d threads, %d files",
                heap / 1048576.0,
                metaspace / 1048576.0,
                code / 1048576.0,
                threads,
                files);
    }
}
