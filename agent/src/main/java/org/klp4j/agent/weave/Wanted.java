package org.klp4j.agent.weave;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.MethodShape;
import org.klp4j.engine.Shapes;

/** The shapes that are wanted of each class, by its binary name. Never changes. */
final class Wanted {
    static final Wanted NOTHING = new Wanted(Map.of());

    private static final Comparator<MethodShape> BY_FUNCTION = Comparator.comparing(
                    (MethodShape shape) -> shape.function().method())
            .thenComparing(shape -> Objects.requireNonNullElse(shape.function().descriptor(), ""))
            .thenComparing(shape -> shape.function().sympos());

    /** No list is empty. */
    private final Map<String, List<MethodShape>> byClass;

    private Wanted(Map<String, List<MethodShape>> byClass) {
        this.byClass = byClass;
    }

    static Wanted of(Shapes shapes) {
        Map<String, List<MethodShape>> byClass = new HashMap<>();
        shapes.byClass().forEach((name, list) -> {
            if (!list.isEmpty()) {
                byClass.put(name, list.stream().sorted(BY_FUNCTION).toList());
            }
        });
        return new Wanted(byClass);
    }

    /** Of this class; null when nothing is. */
    @Nullable
    List<MethodShape> shapes(String className) {
        return byClass.get(className);
    }

    boolean contains(String className) {
        return byClass.containsKey(className);
    }

    boolean isEmpty() {
        return byClass.isEmpty();
    }

    Set<String> classes() {
        return byClass.keySet();
    }

    /** The classes of which something else is wanted there. */
    Set<String> differences(Wanted other) {
        Set<String> names = new HashSet<>(byClass.keySet());
        names.addAll(other.byClass.keySet());
        names.removeIf(name -> Objects.equals(byClass.get(name), other.byClass.get(name)));
        return names;
    }

    Set<ReplacementBody> bodies() {
        Set<ReplacementBody> bodies = Collections.newSetFromMap(new IdentityHashMap<>());
        for (List<MethodShape> shapes : byClass.values()) {
            shapes.forEach(shape -> bodies.addAll(ClassShaper.replacements(shape.shape())));
        }
        return bodies;
    }

    Map<String, List<MethodShape>> byInternalName() {
        Map<String, List<MethodShape>> byInternalName = new HashMap<>();
        byClass.forEach((name, list) -> byInternalName.put(name.replace('.', '/'), list));
        return byInternalName;
    }
}
