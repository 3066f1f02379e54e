package org.klp4j.it.differential;

import java.util.List;
import java.util.Random;

/** Chance, as the generator needs it: numbers, and small pieces of Java. */
final class Dice {
    private static final List<String> OPERATORS = List.of(" + ", " - ", " * ", " ^ ", " & ", " | ", " << 1 ^ ");

    private final Random random;
    private int names;

    Dice(Random random) {
        this.random = random;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean chance() {
        return random.nextBoolean();
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A name used nowhere else. */
    String name(String stem) {
        return stem + names++;
    }

    int number() {
        return 1 + random.nextInt(90);
    }

    /** A string literal. */
    String text() {
        return "\"" + (char) ('a' + below(26)) + number() + "\"";
    }

    /** An expression of type int over these variables. */
    String expression(int depth, String... variables) {
        if (depth == 0 || below(4) == 0) {
            return variables.length > 0 && below(3) > 0
                    ? variables[below(variables.length)]
                    : Integer.toString(number());
        }
        return "(" + expression(depth - 1, variables) + of(OPERATORS) + expression(depth - 1, variables) + ")";
    }
}
