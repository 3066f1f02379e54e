package org.klp4j.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The constants of one run of the checker; see the model for what they mean. Starts from one thread that nests two
 * calls, and one transition, so that each case says only what it needs beyond that.
 */
final class Configuration {
    private final String broken;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<String, Boolean> switches = new LinkedHashMap<>();
    private int threads = 1;
    private boolean live;

    private Configuration(String broken) {
        this.broken = broken;
        numbers.put("Depth", 2);
        numbers.put("LastId", 1);
        numbers.put("Patches", 2);
        numbers.put("Reversals", 0);
        numbers.put("Forces", 0);
        numbers.put("Failures", 0);
        switches.put("Births", false);
        switches.put("Others", false);
        switches.put("Arrival", false);
    }

    /** The protocol as it is. */
    static Configuration whole() {
        return without("none");
    }

    /** The protocol with one rule left out. */
    static Configuration without(String rule) {
        return new Configuration(rule);
    }

    Configuration with(String constant, int value) {
        numbers.replace(constant, value);
        return this;
    }

    Configuration with(String constant) {
        switches.replace(constant, true);
        return this;
    }

    Configuration threads(int count) {
        threads = count;
        return this;
    }

    /** Checks that every transition ends, besides that none tears. */
    Configuration live() {
        live = true;
        return this;
    }

    /** The configuration file of TLC. */
    String text() {
        String names = IntStream.rangeClosed(1, threads).mapToObj(i -> "t" + i).collect(Collectors.joining(", "));
        StringBuilder text = new StringBuilder("CONSTANTS\n");
        for (String name : names.split(", ")) {
            constant(text, name, name);
        }
        constant(text, "Threads", "{" + names + "}");
        constant(text, "Broken", '"' + broken + '"');
        numbers.forEach((name, value) -> constant(text, name, value.toString()));
        switches.forEach((name, on) -> constant(text, name, on ? "TRUE" : "FALSE"));
        text.append("INVARIANTS TypeOK Consistent\nCHECK_DEADLOCK FALSE\n");
        // Threads that may be exchanged for one another make liveness unsound in TLC.
        text.append(
                live
                        ? "SPECIFICATION Live\nPROPERTY EveryTransitionEnds\n"
                        : "SPECIFICATION Safe\nSYMMETRY Symmetry\n");
        return text.toString();
    }

    private static void constant(StringBuilder text, String name, String value) {
        text.append("    ").append(name).append(" = ").append(value).append('\n');
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(broken + ": Threads " + threads);
        numbers.forEach((name, value) -> text.append(value == 0 ? "" : ", " + name + " " + value));
        switches.forEach((name, on) -> text.append(on ? ", " + name : ""));
        return text.append(live ? ", liveness" : "").toString();
    }
}
