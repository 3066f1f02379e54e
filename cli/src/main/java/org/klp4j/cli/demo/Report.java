package org.klp4j.cli.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table at the end of the demo. */
final class Report {
    private static final String HEAD = "%-12s %8s %9s %7s %12s %15s %8s %12s%n";
    private static final String ROW = "%-12s %8.1f %9d %7d %12.1f %15s %8d %12d%n";

    private final List<Stage.Step> steps;
    private final Map<String, Figures> figures;
    private final String baseline;

    /** @param baseline the phase that the others' longest request is put beside */
    Report(List<Stage.Step> steps, List<Figures> figures, String baseline) {
        this.steps = steps;
        this.figures = figures.stream().collect(Collectors.toMap(Figures::phase, Function.identity()));
        this.baseline = baseline;
    }

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT, HEAD, "STEP", "SECONDS", "REQUESTS", "FAILED", "LONGEST (ms)", "LONGEST BEFORE", "ATTACKS",
                "CONNECTIONS");
        String before = String.format(Locale.ROOT, "%.1f", millis(of(baseline)));
        for (Stage.Step step : steps) {
            Figures met = of(step.phase());
            out.printf(
                    Locale.ROOT, ROW, step.phase(), step.nanos() / 1e9, met.served(), met.failed(), millis(met),
                    step.phase().equals(baseline) ? "" : before, step.attacks(), step.connections());
        }
    }

    long served() {
        return figures.values().stream().mapToLong(Figures::served).sum();
    }

    /** Refuses when a request failed or a step was without load. */
    void verify() throws Surprise {
        for (Figures met : figures.values()) {
            if (met.failed() > 0) {
                throw new Surprise(met.failed() + " requests failed in step '" + met.phase() + "': " + met.failure());
            }
        }
        if (of(baseline).served() == 0) {
            throw new Surprise("the load sent no request");
        }
    }

    private Figures of(String phase) {
        return figures.getOrDefault(phase, new Figures(phase, 0, 0, 0, "-"));
    }

    private static double millis(Figures met) {
        return met.longestMicros() / (double) TimeUnit.MILLISECONDS.toMicros(1);
    }
}
