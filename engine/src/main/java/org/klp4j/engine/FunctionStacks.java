package org.klp4j.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's {@code klp_ops}: for each patched method the stack of replacements, newest last. Only touched under the
 * core's lock; what threads see of it is the {@link Shapes} the weaver was last given.
 */
final class FunctionStacks {
    private record Entry(long order, String object, Function function) {}

    private record Stack(FunctionName name, List<Entry> entries) {}

    /** By class and method; several where a class has several methods of a name. */
    private final Map<String, List<Stack>> stacks = new LinkedHashMap<>();

    private @Nullable Stack find(FunctionName name) {
        for (Stack stack : stacks.getOrDefault(key(name), List.of())) {
            if (stack.name.same(name)) {
                return stack;
            }
        }
        return null;
    }

    private static String key(FunctionName name) {
        return name.className() + "." + name.method();
    }

    /** Puts every function of the object on its stack, above those of patches enabled earlier. */
    void push(Patch patch, PatchObject object) {
        for (Function function : object.functions) {
            if (!function.patched) {
                push(patch.order, object.name, function);
            }
        }
    }

    private void push(long order, String object, Function function) {
        Stack known = find(function.name);
        if (known == null) {
            known = new Stack(function.name, new ArrayList<>());
            stacks.computeIfAbsent(key(function.name), key -> new ArrayList<>()).add(known);
        }
        List<Entry> stack = known.entries;
        int at = stack.size();
        // An object that comes late may belong below one that was woven without waiting for it.
        while (at > 0 && stack.get(at - 1).order() > order) {
            at--;
        }
        stack.add(at, new Entry(order, object, function));
        function.patched = true;
    }

    boolean isEmpty() {
        return stacks.isEmpty();
    }

    /** Takes these functions off their stacks, wherever a {@link #push} that ran out of memory has left them. */
    void pop(List<Function> functions) {
        for (Function function : functions) {
            String key = key(function.name);
            List<Stack> ofOneName = stacks.get(key);
            if (ofOneName != null) {
                ofOneName.forEach(stack -> stack.entries.removeIf(entry -> entry.function() == function));
                ofOneName.removeIf(stack -> stack.entries.isEmpty());
                if (ofOneName.isEmpty()) {
                    stacks.remove(key);
                }
            }
            function.patched = false;
        }
    }

    /** The shapes these stacks ask for; functions in transition get two bodies woven for transition {@code id}. */
    Shapes shapes(int id) {
        Map<String, List<MethodShape>> byClass = new HashMap<>();
        for (List<Stack> ofOneName : stacks.values()) {
            for (Stack stack : ofOneName) {
                Shape shape = shape(stack.entries, id);
                if (shape != null) {
                    Entry top = stack.entries.get(stack.entries.size() - 1);
                    byClass.computeIfAbsent(stack.name.className(), name -> new ArrayList<>())
                            .add(new MethodShape(top.object(), top.function().name, shape));
                }
            }
        }
        return new Shapes(byClass);
    }

    private static @Nullable Shape shape(List<Entry> stack, int id) {
        Function top = stack.get(stack.size() - 1).function();
        if (top.transition) {
            Body below = stack.size() == 1
                    ? Body.ORIGINAL
                    : stack.get(stack.size() - 2).function().body;
            if (below != top.body) {
                return new Shape.Gated(id, below, top.body);
            }
        }
        return top.body == Body.ORIGINAL ? null : new Shape.Single(top.body);
    }
}
