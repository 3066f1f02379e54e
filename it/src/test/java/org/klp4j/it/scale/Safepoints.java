package org.klp4j.it.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stops of a target, read from the JVM's own safepoint log. */
final class Safepoints {
    private static final Pattern LINE =
            Pattern.compile("Safepoint \"(\\w+)\".*Reaching safepoint: +(\\d+) ns.*Total: +(\\d+) ns");

    static final Stops NONE = new Stops(0, 0, 0, 0);

    private final Path log;
    private int seen;

    /**
     * The stops of one cause.
     *
     * @param count how many
     * @param millis the longest, from the first thread that stood
     * @param reaching what that one took until all stood: until each running thread had a processor
     * @param held the longest from then on, which is what the operation itself takes
     */
    record Stops(int count, double millis, double reaching, double held) {
        private static Stops longer(Stops one, Stops other) {
            Stops longest = one.millis >= other.millis ? one : other;
            return new Stops(one.count + other.count, longest.millis, longest.reaching, Math.max(one.held, other.held));
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d, at most %.2f ms, %.2f of it to reach; held at most %.2f",
                    count,
                    millis,
                    reaching,
                    held);
        }
    }

    Safepoints(Path log) {
        this.log = log;
    }

    /** The flag that makes the JVM write it. */
    String flag() {
        return "-Xlog:safepoint:file=" + log + "::filecount=0";
    }

    /** The stops by the operation that caused them, since the last time this was asked. */
    Map<String, Stops> longest() {
        Map<String, Stops> longest = new TreeMap<>();
        List<String> lines = lines();
        for (String line : lines.subList(seen, lines.size())) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.find()) {
                double reaching = Long.parseLong(matcher.group(2)) / 1e6;
                double total = Long.parseLong(matcher.group(3)) / 1e6;
                Stops stop = new Stops(1, total, reaching, total - reaching);
                longest.merge(matcher.group(1), stop, Stops::longer);
            }
        }
        seen = lines.size();
        return longest;
    }

    /** How long all threads were held for what neither the redefinition nor the garbage collector caused. */
    static double beyondRedefinition(Map<String, Stops> longest) {
        return longest.entrySet().stream()
                .filter(entry -> !entry.getKey()
                        .matches("RedefineClasses|ChangeBreakpoints|(?i).*(GC|Collect|Pause|Mark|Zero|Heap).*"))
                .mapToDouble(entry -> entry.getValue().held)
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
