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

/**
 * The stops of a target, read from the JVM's own log. A stop is over when its operation has ended: the JVM's thread
 * lets the others go then, which take the processors, and writes that it is done when it gets one again.
 */
final class Safepoints {
    private static final Pattern STOP =
            Pattern.compile("\\[(\\d+)ns].*Safepoint \"(\\w+)\".*Reaching safepoint: +(\\d+) ns.*Total: +(\\d+) ns");
    private static final Pattern OPERATION = Pattern.compile("\\[(\\d+)ns] *(begin|end) .*, mode: safepoint");

    static final Stops NONE = new Stops(0, 0, 0, 0);

    private final Path log;
    private int seen;

    /**
     * The stops of one cause.
     *
     * @param count how many
     * @param millis the longest in the log, from the first thread that stood until the JVM's thread was done
     * @param reaching what that one took until all stood: until each running thread had a processor
     * @param held the longest from when all stood until the operation had ended
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
        return "-Xlog:safepoint,vmoperation=debug:file=" + log + ":uptimenanos:filecount=0";
    }

    /** The stops by the operation that caused them, since the last time this was asked. */
    Map<String, Stops> longest() {
        Map<String, Stops> longest = new TreeMap<>();
        List<String> lines = lines();
        long begin = 0;
        long end = 0;
        for (String line : lines.subList(seen, lines.size())) {
            Matcher operation = OPERATION.matcher(line);
            Matcher stop = STOP.matcher(line);
            if (operation.find()) {
                long at = Long.parseLong(operation.group(1));
                begin = operation.group(2).equals("begin") ? at : begin;
                end = at;
            } else if (stop.find()) {
                longest.merge(stop.group(2), stops(stop, begin, end), Stops::longer);
                begin = 0;
                end = 0;
            }
        }
        seen = lines.size();
        return longest;
    }

    /** One stop, whose operation lasted from {@code begin} to {@code end}; both 0 when it had none. */
    private static Stops stops(Matcher stop, long begin, long end) {
        long written = Long.parseLong(stop.group(1));
        long reaching = Long.parseLong(stop.group(3));
        long total = Long.parseLong(stop.group(4));
        long leaving = end == 0 ? 0 : written - end;
        // The line may be written some time after the total was taken, so the operation's own time is the least.
        long held = Math.max(end - begin, total - reaching - leaving);
        return new Stops(1, total / 1e6, reaching / 1e6, held / 1e6);
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
