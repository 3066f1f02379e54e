package org.klp4j.bench.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one scenario gave on one JDK.
 *
 * @param java the JDK's maker and version
 * @param feature its feature release
 * @param machine processor, memory and system
 * @param date day of the run
 * @param scope {@code whole} or {@code brief}
 * @param seconds how long it took
 */
public record Result(
        String scenario,
        String java,
        int feature,
        String machine,
        String date,
        String scope,
        long seconds,
        List<Row> rows) {
    /** The first row with these dimensions. */
    public Optional<Row> row(Map<String, String> key) {
        return rows.stream()
                .filter(row -> row.key().entrySet().containsAll(key.entrySet()))
                .findFirst();
    }

    /** The median of a figure of {@link #row}; NaN where there is none. */
    public double median(Map<String, String> key, String figure) {
        return row(key).map(row -> row.median(figure)).orElse(Double.NaN);
    }
}
