package org.klp4j.it.corpus;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.klp4j.it.jvm.Jdk;

/** The results as a page. */
final class CorpusTable {
    private final List<Pair> pairs;
    private final List<Trial.Result> results;
    private final Map<String, String> whole;
    private final Set<Jdk> jdks = new LinkedHashSet<>();

    /**
     * A table.
     *
     * @param whole by id, why the whole release could not be built; empty when it could
     */
    CorpusTable(List<Pair> pairs, List<Trial.Result> results, Map<String, String> whole) {
        this.pairs = pairs;
        this.results = results;
        this.whole = whole;
        results.forEach(result -> jdks.add(result.jdk()));
    }

    /** The pairs of one set that are cured on every JDK with at most that many lines. */
    long cured(Pair.Kind set, int lines) {
        return count(set, pair -> pair.rules().size() <= lines && every(pair, Trial.Fate.CURED));
    }

    /** The whole releases of one set that could be built. */
    long built(Pair.Kind set) {
        return count(set, pair -> String.valueOf(whole.get(pair.id())).isEmpty());
    }

    private long count(Pair.Kind set, java.util.function.Predicate<Pair> counted) {
        return pairs.stream().filter(pair -> pair.set() == set).filter(counted).count();
    }

    private boolean every(Pair pair, Trial.Fate fate) {
        return of(pair).stream().allMatch(result -> result.fate() == fate);
    }

    private List<Trial.Result> of(Pair pair) {
        return results.stream().filter(result -> result.pair().equals(pair)).toList();
    }

    private List<Pair.Kind> sets() {
        return java.util.Arrays.stream(Pair.Kind.values())
                .filter(set -> count(set, pair -> true) > 0)
                .toList();
    }

    /** Whether of this set the whole release is built too. */
    static boolean whole(Pair.Kind set) {
        return set != Pair.Kind.HARD;
    }

    /** The totals, one line each. */
    String totals() {
        List<String> lines = new ArrayList<>();
        for (Pair.Kind set : sets()) {
            long plain = count(
                    set,
                    pair -> of(pair).stream().allMatch(result -> result.plain().equals("cured")));
            lines.add("| " + set.word + " | " + count(set, pair -> true) + " | "
                    + cured(set, 0) + " | " + (cured(set, Integer.MAX_VALUE) - cured(set, 0)) + " | "
                    + count(set, pair -> every(pair, Trial.Fate.REFUSED)) + " | "
                    + count(set, this::failed) + " | " + plain + " | "
                    + (whole(set) ? String.valueOf(built(set)) : "") + " |");
        }
        return String.join("\n", lines);
    }

    private boolean failed(Pair pair) {
        return !every(pair, Trial.Fate.CURED) && !every(pair, Trial.Fate.REFUSED);
    }

    /** The page. */
    String text() {
        StringBuilder text = new StringBuilder("# Real fixes, in a running JVM\n\n");
        text.append(
                "Written by `mvn -pl it -am -Pfixes verify`. For each pair a JVM runs the vulnerable release and a\n");
        text.append(
                "probe uses the hole; `klp build` makes the module from the two releases, `klp load` loads it, and the\n");
        text.append(
                "probe runs again in the same JVM; once more after `klp disable`, then after plain redefinition of the\n");
        text.append(
                "same classes. A linkage error or a timeout is never safe. The pairs and the classes each fix is about\n");
        text.append("are in `corpus/pairs.txt`, the probes beside it.\n\n");
        text.append("| set | pairs | cured without code | cured with rules | refused by name | not cured |");
        text.append(" cured by plain redefinition | whole release builds |\n|---|---|---|---|---|---|---|---|\n");
        text.append(totals()).append("\n");
        for (Pair.Kind set : sets()) {
            text.append("\n## " + set.title + "\n\n").append(head());
            pairs.stream().filter(pair -> pair.set() == set).forEach(pair -> text.append(row(pair)));
        }
        text.append(reasons());
        return text.toString();
    }

    private String head() {
        StringBuilder head = new StringBuilder("| pair | what | releases |");
        StringBuilder rule = new StringBuilder("|---|---|---|");
        for (Jdk jdk : jdks) {
            head.append(" JDK ").append(jdk.feature()).append(" |");
            rule.append("---|");
        }
        return head + " after disable | plain redefinition | whole release |\n" + rule + "---|---|---|\n";
    }

    private String row(Pair pair) {
        StringBuilder row = new StringBuilder("| " + pair.id() + " | " + pair.what() + " | " + pair.releases() + " |");
        List<Trial.Result> own = of(pair);
        own.forEach(result -> row.append(' ').append(outcome(result)).append(" |"));
        boolean undone = own.stream().allMatch(Trial.Result::undone);
        Set<String> plain =
                new LinkedHashSet<>(own.stream().map(Trial.Result::plain).toList());
        String refusal = String.valueOf(whole.get(pair.id()));
        String build = !whole(pair.set()) ? "" : refusal.isEmpty() ? "builds" : "refused";
        return row + (undone ? " as before |" : " NOT as before |") + " " + String.join(" / ", plain) + " | " + build
                + " |\n";
    }

    private static String outcome(Trial.Result result) {
        int lines = result.pair().rules().size();
        return switch (result.fate()) {
            case CURED -> lines == 0 ? "cured" : "cured, " + lines + (lines == 1 ? " line" : " lines");
            case REFUSED -> "refused";
            case NOT_CURED -> "NOT CURED";
        };
    }

    private String reasons() {
        Set<String> lines = new LinkedHashSet<>();
        for (Trial.Result result : results) {
            if (result.fate() != Trial.Fate.CURED) {
                lines.add("- " + result.pair().id() + ": " + result.detail());
            }
        }
        for (Pair pair : pairs) {
            String refusal = String.valueOf(whole.get(pair.id()));
            if (!refusal.isEmpty()) {
                lines.add("- " + pair.id() + ", whole release: " + refusal);
            }
        }
        return lines.isEmpty() ? "" : "\n## What was refused, and why\n\n" + String.join("\n", lines) + "\n";
    }
}
