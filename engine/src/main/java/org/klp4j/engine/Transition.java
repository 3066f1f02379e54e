package org.klp4j.engine;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.hook.KlpAffected;
import org.klp4j.hook.KlpThread;
import org.klp4j.hook.KlpTransition;

/**
 * The engine's half of a transition: looks at stacks and switches threads that have left every affected function.
 * All methods but the views run under the core's lock.
 */
final class Transition {
    /** Threads switched between two moments in which unrecorded calls may go on. */
    private static final int BATCH = 256;

    final int id;
    final Patch patch;
    final KlpTransition gate;

    private final KlpAffected affected;
    private final boolean anyAffected;
    private final StackSource stacks;

    /** Threads that never passed a gate and still run bodies from before the transition. */
    private final Map<Thread, TaskView.Blocker> unrecorded = new IdentityHashMap<>();

    private final DeepLooks deep = new DeepLooks();

    private boolean looked;
    private boolean deepLooked;
    private boolean allEnumerated = true;
    private boolean forced;

    /** Who has not switched, and why; replaced as a whole after each attempt, read by views. */
    private volatile Map<Thread, TaskView.Blocker> pending = Map.of();

    Transition(int id, Patch patch, int target, Shapes shapes, StackSource stacks) {
        this.id = id;
        this.patch = patch;
        this.stacks = stacks;
        this.affected = new KlpAffected();
        this.anyAffected = fillAffected(patch, shapes);
        this.gate = new KlpTransition(id, target, affected);
    }

    private boolean fillAffected(Patch patch, Shapes shapes) {
        boolean any = false;
        List<Function> immediate = patch.functions().stream()
                .filter(function -> function.immediate)
                .toList();
        for (List<MethodShape> methods : shapes.byClass().values()) {
            for (MethodShape method : methods) {
                if (method.shape() instanceof Shape.Gated && !contains(immediate, method.function())) {
                    FunctionName name = method.function();
                    affected.add(name.className(), name.method(), name.descriptor());
                    any = true;
                }
            }
        }
        return fillAwaited(patch) || any;
    }

    /** Functions of objects that may arrive during the transition get their two bodies then. */
    private boolean fillAwaited(Patch patch) {
        boolean any = false;
        for (Function function : patch.functions()) {
            if (!function.patched && function.transition && !function.immediate) {
                FunctionName name = function.name;
                affected.add(name.className(), name.method(), name.descriptor());
                any = true;
            }
        }
        return any;
    }

    private static boolean contains(List<Function> functions, FunctionName name) {
        return functions.stream().anyMatch(function -> function.name.same(name));
    }

    int target() {
        return gate.target();
    }

    /** Switches whom it can; true when every thread is at the target and the protocol has ended. */
    boolean tryComplete() {
        boolean due = deep.due();
        deepLooked = false;
        boolean complete = attempt();
        if (due) {
            deep.looked(deepLooked);
        }
        return complete;
    }

    private boolean attempt() {
        if (forced) {
            gate.force();
        }
        if (anyAffected && !forced) {
            lookAtUnrecorded();
        } else {
            gate.takeDistrust();
        }
        Map<Thread, TaskView.Blocker> stuck = switchRecorded();
        stuck.putAll(unrecordedPending());
        pending = stuck;
        gate.dropTerminated();
        return stuck.isEmpty() && (allEnumerated || forced) && everyRecordAtTarget() && gate.tryFinish();
    }

    private void lookAtUnrecorded() {
        boolean all = gate.takeDistrust() || !looked;
        looked = false; // a look that runs out of memory half-way is worth nothing: all are looked at again
        if (all) {
            unrecorded.clear();
            allEnumerated = stacks.visitAll(affected::hasClass, this::noteUnrecorded);
            lookAtDeep();
        } else if (target() != gate.origin() && !unrecorded.isEmpty()) {
            List<Thread> again = new ArrayList<>(unrecorded.keySet());
            again.removeIf(deep::waits);
            again.forEach(unrecorded::remove);
            stacks.visit(again, this::noteUnrecorded);
            lookAtDeep();
        }
        // A thread with a record answers for itself, whatever the trace showed.
        for (KlpThread record = gate.records(); record != null; record = record.next()) {
            unrecorded.remove(record.thread());
        }
        looked = true;
    }

    /** Those whose stacks were cut and that showed no affected function so far. */
    private void lookAtDeep() {
        if (deep.due()) {
            List<Thread> cut = new ArrayList<>();
            unrecorded.forEach((thread, blocker) -> {
                if (blocker.function() == null) {
                    cut.add(thread);
                }
            });
            cut.forEach(unrecorded::remove);
            deepLooked |= !cut.isEmpty();
            stacks.visitWhole(cut, this::noteUnrecorded);
        }
    }

    private void noteUnrecorded(Thread thread, StackTraceElement[] trace, boolean reliable) {
        deep.seen(thread, trace);
        TaskView.Blocker blocker = blocker(trace, reliable);
        if (blocker != null) {
            unrecorded.put(thread, blocker);
        }
    }

    private Map<Thread, TaskView.Blocker> unrecordedPending() {
        return target() == gate.origin() ? Map.of() : unrecorded;
    }

    private Map<Thread, TaskView.Blocker> switchRecorded() {
        Map<Thread, TaskView.Blocker> stuck = new IdentityHashMap<>();
        Map<Thread, Candidate> batch = new IdentityHashMap<>();
        for (KlpThread record = gate.records(); record != null; record = record.next()) {
            if (record.universe() != target() && deep.waits(record.thread())) {
                stuck.put(record.thread(), deepBlocker(record.thread()));
            } else if (record.universe() != target()) {
                batch.put(record.thread(), new Candidate(record));
                if (batch.size() == BATCH) {
                    switchBatch(batch, stuck);
                    batch.clear();
                }
            }
        }
        switchBatch(batch, stuck);
        return stuck;
    }

    private TaskView.Blocker deepBlocker(Thread thread) {
        TaskView.Blocker last = pending.get(thread);
        return last != null ? last : new TaskView.Blocker(null, "has a very deep stack");
    }

    /** A thread to switch, and its word as it was before its stack was taken. */
    private static final class Candidate {
        final KlpThread record;
        long seen;

        Candidate(KlpThread record) {
            this.record = record;
        }
    }

    private void switchBatch(Map<Thread, Candidate> batch, Map<Thread, TaskView.Blocker> stuck) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            boolean mayTrust = gate.beginSwitching();
            for (Candidate candidate : batch.values()) {
                candidate.seen = candidate.record.word();
            }
            List<Thread> cut = new ArrayList<>();
            StackSource.Visitor visitor = (thread, trace, reliable) -> {
                Candidate candidate = batch.get(thread);
                TaskView.Blocker blocker = blocker(trace, reliable);
                deep.seen(thread, trace);
                if (blocker == null && mayTrust && gate.trusted() && toTarget(candidate)) {
                    stuck.remove(thread);
                    return;
                }
                if (blocker != null && blocker.function() == null) {
                    cut.add(thread);
                }
                stuck.put(thread, blocker != null ? blocker : new TaskView.Blocker(null, "is running"));
            };
            stacks.visit(List.copyOf(batch.keySet()), visitor);
            if (deep.due()) {
                deepLooked |= !cut.isEmpty();
                stacks.visitWhole(List.copyOf(cut), visitor);
            }
        } finally {
            gate.endSwitching();
        }
    }

    private boolean toTarget(@Nullable Candidate candidate) {
        if (candidate == null) {
            return false;
        }
        boolean there = ((int) candidate.seen & 1) == target();
        return there || candidate.record.trySwitch(candidate.seen);
    }

    /** The threads that are inside functions of a patch that is not enabled; those that cannot be seen are left out. */
    static List<TaskView> inside(Patch patch, StackSource stacks) {
        KlpAffected functions = new KlpAffected();
        for (Function function : patch.functions()) {
            if (!function.immediate) {
                functions.add(function.name.className(), function.name.method(), function.name.descriptor());
            }
        }
        List<TaskView> inside = new ArrayList<>();
        stacks.visitAll(functions::hasClass, (thread, trace, reliable) -> {
            TaskView.Blocker blocker = outermost(functions, trace);
            if (blocker != null) {
                inside.add(new TaskView(thread, -1, blocker));
            }
        });
        return inside;
    }

    private TaskView.@Nullable Blocker blocker(StackTraceElement[] trace, boolean reliable) {
        return blocker(affected, trace, reliable);
    }

    private static TaskView.@Nullable Blocker blocker(
            KlpAffected affected, StackTraceElement[] trace, boolean reliable) {
        for (StackTraceElement frame : trace) {
            if (affected.mayContain(frame.getClassName(), frame.getMethodName())) {
                return inside(frame);
            }
        }
        return reliable ? null : new TaskView.Blocker(null, "has an unreliable stack");
    }

    /** The function that a thread has been in longest, which is the one it may never leave. */
    private static TaskView.@Nullable Blocker outermost(KlpAffected functions, StackTraceElement[] trace) {
        for (int i = trace.length - 1; i >= 0; i--) {
            if (functions.mayContain(trace[i].getClassName(), trace[i].getMethodName())) {
                return inside(trace[i]);
            }
        }
        return null;
    }

    private static TaskView.Blocker inside(StackTraceElement frame) {
        return new TaskView.Blocker(frame.getClassName() + "." + frame.getMethodName(), TaskView.text(frame));
    }

    private boolean everyRecordAtTarget() {
        for (KlpThread record = gate.records(); record != null; record = record.next()) {
            if (record.universe() != target()) {
                return false;
            }
        }
        return true;
    }

    /** Turns round; those already at the new target are done. */
    void reverse() {
        gate.turnTo(1 - gate.target());
    }

    /** Ends it whatever the threads are doing. */
    void force() {
        forced = true;
        gate.force();
        unrecorded.clear();
    }

    /** Forced and not over yet; calls that forcing let through unseen can no longer be found, so it cannot turn back. */
    boolean forced() {
        return forced;
    }

    /** Whether some threads cannot be listed at all, so that only force ends this transition. */
    boolean threadsHidden() {
        return !allEnumerated;
    }

    /** View: the threads that hold the transition up, and why, as of the last attempt. */
    Map<Thread, TaskView.Blocker> pending() {
        return pending;
    }

    /** View: universe of every thread that passed a gate. */
    Map<Thread, Integer> recorded() {
        Map<Thread, Integer> universes = new IdentityHashMap<>();
        for (KlpThread record = gate.records(); record != null; record = record.next()) {
            universes.put(record.thread(), record.universe());
        }
        return universes;
    }
}
