package org.klp4j.it.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.klp4j.it.jvm.Jcmd;
import org.klp4j.it.jvm.TargetJvm;

/** Bytes of a target's live objects and of its metaspace, as the JDK's own {@code jcmd} tells them. */
record Held(long heap, long metaspace) {
    private static final Pattern LIVE = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
    private static final Pattern METASPACE = Pattern.compile("Both: +(\\d+) bytes used");

    static Held by(TargetJvm target) {
        return new Held(
                number(target, LIVE, "GC.class_histogram"),
                number(target, METASPACE, "VM.metaspace", "basic", "scale=1"));
    }

    /** What came to this since then. */
    Held since(Held before) {
        return new Held(heap - before.heap, metaspace - before.metaspace);
    }

    long bytes() {
        return heap + metaspace;
    }

    /** Its part for each of so many. */
    String each(int count) {
        return heap / count + " bytes of heap and " + metaspace / count + " of metaspace";
    }

    private static long number(TargetJvm target, Pattern pattern, String... command) {
        String answer = Jcmd.ask(target.jdk(), target.pid(), command);
        Matcher matcher = pattern.matcher(answer);
        assertThat(matcher.find()).as(answer).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
