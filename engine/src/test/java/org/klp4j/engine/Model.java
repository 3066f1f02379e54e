package org.klp4j.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;

/** What the core ought to do, in the simplest words: no gates, no locks, threads that only stand somewhere. */
final class Model {
    /** A patch of the model: its functions, {@code m.*} in object {@code mod}, all others in the JDK. */
    static final class P {
        final String name;
        final boolean replace;
        final Set<String> functions;
        final Set<String> nops = new LinkedHashSet<>();
        boolean enabled;
        boolean forced;
        int references;

        P(String name, boolean replace, Set<String> functions) {
            this.name = name;
            this.replace = replace;
            this.functions = functions;
        }

        String body(String function) {
            return functions.contains(function) ? name + "." + function : "original";
        }
    }

    final List<P> listed = new ArrayList<>();
    final Map<String, String> stands = new LinkedHashMap<>();
    boolean modLoaded;

    @Nullable
    P transition;

    private int target;
    private int origin;
    private boolean forced;
    private Set<String> stuck = new HashSet<>();
    /** Functions of the transition whose object was not there when it began: they count, whoever is on top of them. */
    private final Set<String> awaited = new HashSet<>();

    @Nullable
    Errno enable(P patch) {
        if (listed.contains(patch)) {
            return Errno.EEXIST;
        }
        if (transition != null) {
            return Errno.EBUSY;
        }
        patch.nops.clear();
        if (patch.replace) {
            listed.forEach(old -> patch.nops.addAll(old.functions));
            patch.nops.removeAll(patch.functions);
        }
        patch.forced = false;
        patch.references++;
        listed.add(patch);
        begin(patch, 1);
        return null;
    }

    @Nullable
    Errno store(P patch, boolean enabled) {
        if (!listed.contains(patch)) {
            return Errno.ENOENT;
        }
        if (patch.enabled == enabled) {
            return Errno.EINVAL;
        }
        if (patch == transition) {
            if (forced) {
                return Errno.EBUSY;
            }
            target = 1 - target;
            patch.enabled = enabled;
            return null;
        }
        if (enabled) {
            return Errno.EINVAL;
        }
        if (transition != null) {
            return Errno.EBUSY;
        }
        begin(patch, 0);
        return null;
    }

    private void begin(P patch, int wanted) {
        transition = patch;
        target = wanted;
        origin = 1 - wanted;
        forced = false;
        patch.enabled = wanted == 1;
        awaited.clear();
        if (!modLoaded) {
            awaited.addAll(patch.functions);
            awaited.addAll(patch.nops);
            awaited.removeIf(function -> !function.startsWith("m."));
        }
        stuck = new HashSet<>(stands.keySet());
        stuck.removeIf(thread -> !affected(stands.get(thread)));
        finishIf(stuck.isEmpty());
    }

    private boolean affected(String function) {
        return awaited.contains(function) || !runs(function, 0).equals(runs(function, 1));
    }

    @Nullable
    Errno force(P patch) {
        if (!listed.contains(patch)) {
            return Errno.ENOENT;
        }
        if (patch != transition) {
            return Errno.EINVAL;
        }
        forced = true;
        for (P leaving : listed) {
            if (target == 0 ? leaving == patch : patch.replace && leaving != patch) {
                leaving.forced = true;
            }
        }
        return null;
    }

    void retry() {
        if (transition != null) {
            if (target != origin && !forced) {
                stuck.removeIf(thread -> !affected(stands.get(thread)));
            }
            finishIf(forced || target == origin || stuck.isEmpty());
        }
    }

    private void finishIf(boolean over) {
        P patch = transition;
        if (!over || patch == null) {
            return;
        }
        transition = null;
        patch.nops.clear();
        List<P> before = listed.subList(0, listed.indexOf(patch));
        List<P> leaving = new ArrayList<>(target == 0 ? List.of(patch) : patch.replace ? before : List.of());
        for (P gone : leaving) {
            listed.remove(gone);
            gone.enabled = false;
            gone.references -= gone.forced ? 0 : 1;
        }
    }

    /** What a thread of this universe runs; the universe matters only where the transition is on top. */
    String runs(String function, int universe) {
        List<P> stack = new ArrayList<>(listed);
        stack.removeIf(patch -> !patch.functions.contains(function) && !patch.nops.contains(function));
        if (function.startsWith("m.") && !modLoaded) {
            return "original";
        }
        int top = stack.size() - 1;
        if (top >= 0 && stack.get(top) == transition && universe == 0) {
            top--;
        }
        return top < 0 ? "original" : stack.get(top).body(function);
    }
}
