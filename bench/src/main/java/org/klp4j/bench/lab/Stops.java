package org.klp4j.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stops of a JVM, from its own safepoint log. */
public final class Stops {
    private static final Pattern LINE = Pattern.compile("Safepoint \"(\\w+)\".*Total: +(\\d+) ns");
    private static final Pattern COLLECTION = Pattern.compile("(?i).*(GC|Collect|Pause|Mark|Zero|Heap).*");

    private final Path log;
    private int seen;

    /** Reads this log. */
    public Stops(Path log) {
        this.log = log;
    }

    /** The option that makes a JVM write it. */
    public String option() {
        return "-Xlog:safepoint:file=" + log + "::filecount=0";
    }

    /** Forgets what happened up to now. */
    public void mark() throws IOException {
        seen = Files.readAllLines(log).size();
    }

    /** Longest stop since the mark in milliseconds, collections of garbage left out; 0 when there was none. */
    public double longest() throws IOException {
        List<String> lines = Files.readAllLines(log);
        double longest = 0;
        for (String line : lines.subList(Math.min(seen, lines.size()), lines.size())) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.find() && !COLLECTION.matcher(matcher.group(1)).matches()) {
                longest = Math.max(longest, Long.parseLong(matcher.group(2)) / 1e6);
            }
        }
        return longest;
    }
}
