package org.klp4j.it.identity;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.klp4j.it.jvm.Jcmd;
import org.klp4j.it.jvm.TargetJvm;

/** The live objects of a target by class, in bytes: what names a leak. */
record Histogram(Map<String, Long> bytes) {
    private static final int NAMED = 8;
    private static final Pattern LINE = Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +(\\S+).*$");

    static Histogram of(TargetJvm target) {
        Map<String, Long> bytes = new HashMap<>();
        Matcher line = LINE.matcher(Jcmd.ask(target.jdk(), target.pid(), "GC.class_histogram"));
        while (line.find()) {
            bytes.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum);
        }
        return new Histogram(bytes);
    }

    /** How many more bytes the objects of this class take later. */
    long growthTo(Histogram later, String className) {
        return later.bytes.getOrDefault(className, 0L) - bytes.getOrDefault(className, 0L);
    }

    /** The classes whose objects take more than before, most of all first. */
    String growthTo(Histogram later) {
        return later.bytes.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue() - bytes.getOrDefault(entry.getKey(), 0L)))
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(NAMED)
                .map(entry -> entry.getKey() + " +" + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
