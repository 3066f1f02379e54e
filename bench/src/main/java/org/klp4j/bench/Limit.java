package org.klp4j.bench;

import java.util.Locale;

/**
 * What a figure is to be at most.
 *
 * @param text as the page has it
 * @param most NaN for a figure that is there for comparison
 * @param feature the only JDK it is asked of; 0 for all
 */
record Limit(String text, double most, int feature) {
    /** For comparison. */
    static final Limit NONE = new Limit("–", Double.NaN, 0);

    /** What two runs of the same code may differ by. */
    private static final double NOISE = 0.05;

    static Limit of(double most) {
        return new Limit(text(most), most, 0);
    }

    static Limit on(int feature, double most) {
        return new Limit(text(most) + " on " + feature, most, feature);
    }

    /** A ratio that may be off by noise. */
    static Limit about(double ratio) {
        return new Limit(String.format(Locale.ROOT, "%.2f ± %.2f", ratio, NOISE), ratio + NOISE, 0);
    }

    private static String text(double most) {
        return most == Math.rint(most) ? Long.toString((long) most) : String.format(Locale.ROOT, "%.1f", most);
    }

    /** Whether a figure, as the page rounds it, is above. */
    boolean missed(int jdk, double value) {
        boolean asked = !Double.isNaN(most) && (feature == 0 || feature == jdk);
        return asked && Math.round(value * 100) > Math.round(most * 100);
    }
}
