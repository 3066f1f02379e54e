package org.klp4j.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the control tree shows; taken without the core's lock, so each value is true by itself at some moment. */
final class Views {
    private Views() {}

    static List<PatchView> patches(List<Patch> listed, Collection<Patch> registered, @Nullable Patch inTransition) {
        List<PatchView> views = new ArrayList<>();
        int order = 0;
        for (Patch patch : listed) {
            order++;
            views.add(patch(patch, order, inTransition));
        }
        registered.stream()
                .filter(patch -> !listed.contains(patch))
                .forEach(patch -> views.add(patch(patch, 0, inTransition)));
        return views;
    }

    private static PatchView patch(Patch patch, int order, @Nullable Patch inTransition) {
        return new PatchView(
                patch.name,
                patch.enabled,
                patch == inTransition,
                patch.replace,
                order,
                patch.objects.stream().map(Views::object).toList());
    }

    private static PatchView.ObjectView object(PatchObject object) {
        List<String> nodes =
                object.functions.stream().map(function -> function.name.node()).toList();
        return new PatchView.ObjectView(object.name, object.patched, nodes);
    }

    static int patchState(Thread thread, @Nullable Transition transition) {
        if (transition == null) {
            return -1;
        }
        Integer universe = transition.recorded().get(thread);
        return state(transition, universe, transition.pending().containsKey(thread));
    }

    static List<TaskView> tasks(Collection<Thread> platform, @Nullable Transition transition) {
        Map<Thread, Integer> recorded = transition == null ? Map.of() : transition.recorded();
        Map<Thread, TaskView.Blocker> pending = transition == null ? Map.of() : transition.pending();
        Map<Thread, Boolean> threads = new IdentityHashMap<>();
        List<TaskView> views = new ArrayList<>();
        Stream.of(platform, recorded.keySet(), pending.keySet())
                .flatMap(Collection::stream)
                .filter(thread -> threads.put(thread, true) == null)
                .forEach(thread -> {
                    TaskView.Blocker blocker = pending.get(thread);
                    int state = transition == null ? -1 : state(transition, recorded.get(thread), blocker != null);
                    views.add(new TaskView(thread, state, blocker));
                });
        return views;
    }

    /** A thread without a record is where the transition wants it, unless its stack still says otherwise. */
    private static int state(Transition transition, @Nullable Integer universe, boolean pending) {
        if (universe != null) {
            return universe;
        }
        return pending ? transition.gate.origin() : transition.target();
    }
}
