package org.klp4j.agent;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first class of the agent's own loader: defines the hook classes in {@code java.base}, then starts the rest.
 * It refers to no hook class itself, nor does any class loaded before it has run.
 */
public final class Boot {
    private Boot() {}

    /**
     * Starts the agent.
     *
     * @param hooks the classes that belong into package {@code java.lang}, by binary name
     * @param initialize runs the initializers of the agent's other classes
     * @return to be run when somebody starts the agent once more
     */
    public static Runnable start(
            Instrumentation instrumentation, String version, Map<String, byte[]> hooks, Runnable initialize)
            throws Exception {
        define(hooks);
        return Wiring.start(instrumentation, version, initialize);
    }

    private static void define(Map<String, byte[]> hooks) throws IllegalAccessException {
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup());
        Deque<String> open = new ArrayDeque<>(hooks.keySet());
        int stuck = 0;
        while (!open.isEmpty()) {
            String name = open.remove();
            NoClassDefFoundError missing = define(lookup, name, hooks);
            if (missing == null) {
                stuck = 0;
            } else if (++stuck > open.size()) {
                throw missing;
            } else {
                open.add(name);
            }
        }
    }

    /** Returns what is still missing when a superclass has to be defined before this class. */
    private static @Nullable NoClassDefFoundError define(
            MethodHandles.Lookup lookup, String name, Map<String, byte[]> hooks) throws IllegalAccessException {
        try {
            Class.forName(name, false, null); // from an earlier attempt to start
        } catch (ClassNotFoundException absent) {
            try {
                lookup.defineClass(hooks.get(name));
            } catch (NoClassDefFoundError e) {
                return e;
            }
        }
        return null;
    }
}
