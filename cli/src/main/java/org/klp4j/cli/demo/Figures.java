package org.klp4j.cli.demo;

import java.util.List;

/**
 * What the load met during one phase of the demo.
 *
 * @param longestMicros latency of the longest request that was under way in it
 * @param failure what the first failed request met, {@code -} when none failed
 */
record Figures(String phase, long served, long failed, long longestMicros, String failure) {
    /** Parses the line of the load's report: the components, with tabs between. */
    static Figures parse(String line) {
        List<String> fields = List.of(line.split("\t"));
        return new Figures(
                fields.get(0),
                Long.parseLong(fields.get(1)),
                Long.parseLong(fields.get(2)),
                Long.parseLong(fields.get(3)),
                fields.get(4));
    }

    /** The figures of two phases of the same name as one. */
    Figures and(Figures more) {
        return new Figures(
                phase,
                served + more.served,
                failed + more.failed,
                Math.max(longestMicros, more.longestMicros),
                failed > 0 ? failure : more.failure);
    }
}
