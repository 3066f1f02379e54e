package org.klp4j.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The core's half of a patch. */
final class Patch {
    final ModuleRef module;
    final String name;
    final boolean replace;
    final boolean immediate;
    /** Stays in the tree when disabled and can be enabled again; a patch of today's kernel is not and cannot. */
    final boolean registered;
    /** Dynamic objects come and go under the core's lock while views read. */
    final List<PatchObject> objects = new CopyOnWriteArrayList<>();

    final List<StateSpec> states;

    /** Flips at once, long before the transition ends. Written under the core's lock, read by views. */
    volatile boolean enabled;

    /** Position in the order of enabling, for the function stacks. Written under the core's lock. */
    long order;

    /** Its module is never given back, since some thread may still run its code. Written under the core's lock. */
    boolean forced;

    Patch(PatchSpec spec, ModuleRef module, List<PatchObject> objects, boolean registered) {
        this.module = module;
        this.name = module.name();
        this.replace = spec.replace();
        this.immediate = spec.immediate();
        this.states = List.copyOf(spec.states());
        this.objects.addAll(objects);
        this.registered = registered;
    }

    @Nullable
    PatchObject object(String object) {
        for (PatchObject candidate : objects) {
            if (candidate.name.equals(object)) {
                return candidate;
            }
        }
        return null;
    }

    /** Its functions are those that the transition is about; allocates nothing, nor does {@link #leaveTransition}. */
    void enterTransition() {
        mark(!immediate);
    }

    void leaveTransition() {
        mark(false);
    }

    private void mark(boolean transition) {
        for (int i = 0; i < objects.size(); i++) {
            List<Function> functions = objects.get(i).functions;
            for (int j = 0; j < functions.size(); j++) {
                functions.get(j).transition = transition;
            }
        }
    }

    List<Function> functions() {
        List<Function> all = new ArrayList<>();
        for (PatchObject object : objects) {
            all.addAll(object.functions);
        }
        return all;
    }

    @Nullable
    StateSpec state(long id) {
        for (StateSpec state : states) {
            if (state.id() == id) {
                return state;
            }
        }
        return null;
    }
}
