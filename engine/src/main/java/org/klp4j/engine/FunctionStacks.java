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
    private record Key(
            String className, String method, @Nullable String descriptor, int position) {
        static Key of(FunctionName name) {
            String descriptor = name.sympos() == 0 ? name.descriptor() : null;
            return new Key(name.className(), name.method(), descriptor, Math.max(1, name.sympos()));
        }
    }

    private record Entry(long order, String object, Function function) {}

    private final Map<Key, List<Entry>> stacks = new LinkedHashMap<>();

    static boolean sameFunction(FunctionName a, FunctionName b) {
        return Key.of(a).equals(Key.of(b));
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
        List<Entry> stack = stacks.computeIfAbsent(Key.of(function.name), key -> new ArrayList<>());
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

    void pop(List<Function> functions) {
        for (Function function : functions) {
            Key key = Key.of(function.name);
            List<Entry> stack = stacks.get(key);
            if (stack != null) {
                stack.removeIf(entry -> entry.function() == function);
                if (stack.isEmpty()) {
                    stacks.remove(key);
                }
            }
            function.patched = false;
        }
    }

    /** The shapes these stacks ask for; functions in transition get two bodies woven for transition {@code id}. */
    Shapes shapes(int id) {
        Map<String, List<MethodShape>> byClass = new HashMap<>();
        stacks.forEach((key, stack) -> {
            Shape shape = shape(stack, id);
            if (shape != null) {
                Entry top = stack.get(stack.size() - 1);
                byClass.computeIfAbsent(key.className(), name -> new ArrayList<>())
                        .add(new MethodShape(top.object(), top.function().name, shape));
            }
        });
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
