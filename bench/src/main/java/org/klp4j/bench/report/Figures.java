package org.klp4j.bench.report;

import java.util.List;
import java.util.Locale;

/** Medians and spreads, and how they are written. */
public final class Figures {
    private static final int HUNDREDS = 100;
    private static final int TENS = 10;

    private Figures() {}

    /** The median; NaN of nothing. */
    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Median with least and most, e.g. {@code 527 (516…536)}; a dash for nothing. */
    public static String spread(List<Double> values) {
        if (values.isEmpty()) {
            return "–";
        }
        double least = values.stream().mapToDouble(v -> v).min().orElseThrow();
        double most = values.stream().mapToDouble(v -> v).max().orElseThrow();
        String median = number(median(values));
        return values.size() == 1 ? median : median + " (" + number(least) + "…" + number(most) + ")";
    }

    /** Three digits that count, never an exponent; a dash for what is no number. */
    public static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        int decimals = size >= HUNDREDS || value == Math.rint(value) ? 0 : size >= TENS ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** The ratio of two medians. */
    public static String ratio(double above, double below) {
        return below == 0
                ? "–"
                : String.format(Locale.ROOT, "%.2f", above / below).replace("NaN", "–");
    }
}
