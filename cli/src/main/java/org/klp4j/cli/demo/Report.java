package org.klp4j.cli.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table at the end of the demo. */
final class Report {
    private final List<Stage.Step> steps;
    private final Map<String, Figures> figures;
    private final String baseline;

    /** @param baseline the phase that the others' longest request is put beside */
    Report(List<Stage.Step> steps, List<Figures> figures, String baseline) {
        this.steps = steps;
        this.figures = figures.stream().collect(Collectors.toMap(Figures::phase, Function.identity(), Figures::and));
        this.baseline = baseline;
    }

    void print(PrintStream out) {
        line(out, "STEP", "SECONDS", "REQUESTS", "FAILED", "LONGEST", "BEFORE", "ATTACKS", "CONNECTIONS");
        String before = "";
        for (Stage.Step step : steps) {
            Figures met = of(step.phase());
            line(
                    out,
                    step.phase(),
                    String.format(Locale.ROOT, "%.1f", step.nanos() / 1e9),
                    Long.toString(met.served()),
                    Long.toString(met.failed()),
                    millis(met),
                    before,
                    Integer.toString(step.attacks()),
                    Integer.toString(step.connections()));
            before = step.phase().equals(baseline) ? millis(met) : before;
        }
        out.println("LONGEST: the longest request during the step; BEFORE: the longest before the service was touched");
    }

    private static void line(PrintStream out, String step, String... cells) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-11s", step));
        for (String cell : cells) {
            line.append(String.format(Locale.ROOT, "%12s", cell));
        }
        out.println(line);
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

    private static String millis(Figures met) {
        return String.format(Locale.ROOT, "%.1f ms", met.longestMicros() / 1e3);
    }
}
