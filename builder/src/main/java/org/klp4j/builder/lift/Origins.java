package org.klp4j.builder.lift;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Who needs what: which functions lead, directly or through other lifted code, to something that is brought along. */
final class Origins {
    private final Map<String, Set<String>> users = new HashMap<>();
    private final Set<String> functions = new HashSet<>();
    private String current = "";

    Origins() {}

    /** Makes the code of a function: what is mentioned meanwhile, it needs. */
    <T> T function(String name, Supplier<T> code) {
        functions.add(name);
        return during(name, code);
    }

    /** Makes something that is brought along: what is mentioned meanwhile, it needs. */
    <T> T during(String key, Supplier<T> code) {
        String outer = current;
        current = key;
        try {
            return code.get();
        } finally {
            current = outer;
        }
    }

    /** The code that is being made needs this. */
    void mention(String key) {
        users.computeIfAbsent(key, unknown -> new LinkedHashSet<>()).add(current);
    }

    /** The functions that need something, sorted; itself when it is a function. */
    Set<String> of(String key) {
        Set<String> found = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of(key));
        while (!open.isEmpty()) {
            String next = open.remove();
            if (seen.add(next)) {
                if (functions.contains(next)) {
                    found.add(next);
                }
                open.addAll(users.getOrDefault(next, Set.of()));
            }
        }
        return found;
    }
}
