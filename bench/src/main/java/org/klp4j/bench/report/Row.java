package org.klp4j.bench.report;

import java.util.List;
import java.util.Map;

/**
 * One line of a result.
 *
 * @param key what was measured, by dimension, e.g. {@code tool=Arthas}
 * @param values every single measurement, by figure; the unit is part of the figure's name
 * @param note why figures are missing; empty when none are
 */
public record Row(Map<String, String> key, Map<String, List<Double>> values, String note) {
    /** A row of figures. */
    public static Row of(Map<String, String> key, Map<String, List<Double>> values) {
        return new Row(key, values, "");
    }

    /** A row that could not be measured. */
    public static Row failed(Map<String, String> key, Exception why) {
        String reason = why.getMessage() == null ? why.toString() : why.getMessage();
        return new Row(key, Map.of(), reason.strip().lines().findFirst().orElse(""));
    }

    /** Every measurement of a figure; empty when there is none. */
    public List<Double> all(String figure) {
        return values.getOrDefault(figure, List.of());
    }

    /** The median of a figure; NaN when there is none. */
    public double median(String figure) {
        return Figures.median(all(figure));
    }

    /** The value of a dimension, empty when it has none. */
    public String get(String dimension) {
        return key.getOrDefault(dimension, "");
    }
}
