package org.klp4j.it.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stops of a target, read from the JVM's own safepoint log. */
final class Safepoints {
    private static final Pattern LINE = Pattern.compile("Safepoint \"(\\w+)\".*Total: +(\\d+) ns");

    private final Path log;
    private int seen;

    Safepoints(Path log) {
        this.log = log;
    }

    /** The flag that makes the JVM write it. */
    String flag() {
        return "-Xlog:safepoint:file=" + log + "::filecount=0";
    }

    /** Longest stop in milliseconds, by the operation that caused it, since the last time this was asked. */
    Map<String, Double> longest() {
        Map<String, Double> longest = new TreeMap<>();
        List<String> lines = lines();
        for (String line : lines.subList(seen, lines.size())) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.find()) {
                longest.merge(matcher.group(1), Long.parseLong(matcher.group(2)) / 1e6, Math::max);
            }
        }
        seen = lines.size();
        return longest;
    }

    /** The longest of those that neither the redefinition nor the garbage collector caused. */
    static double beyondRedefinition(Map<String, Double> longest) {
        return longest.entrySet().stream()
                .filter(entry -> !entry.getKey()
                        .matches("RedefineClasses|ChangeBreakpoints|(?i).*(GC|Collect|Pause|Mark|Zero|Heap).*"))
                .mapToDouble(Map.Entry::getValue)
                .max()
                .orElse(0);
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
