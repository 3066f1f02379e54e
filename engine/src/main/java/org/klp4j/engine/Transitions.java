package org.klp4j.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.hook.KlpAffected;
import org.klp4j.hook.KlpGate;

/**
 * Starts, reverses, forces, cancels and completes transitions; at most one at a time. Everything but
 * {@link #current} runs under the core's lock.
 */
final class Transitions {
    /** The kernel signals stragglers at the 15th retry, one retry a second. */
    private static final long SIGNAL_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Weaver weaver;
    private final StackSource stacks;
    private final KernelLog log;
    private final CallbackRunner callbacks;
    private final Mutex mutex;
    private final FunctionStacks functions;
    private final Consumer<Patch> completed;

    /** Written under the lock, read by views. */
    private volatile @Nullable Transition current;

    private @Nullable Retries retries;
    private List<Patch> replaced = List.of();
    private int lastId;
    private long started;
    private long signals;
    /** The weaver could not be brought to the wanted shapes after a transition; tried again with the next one. */
    private boolean stale;

    Transitions(
            Weaver weaver,
            StackSource stacks,
            KernelLog log,
            CallbackRunner callbacks,
            Mutex mutex,
            FunctionStacks functions,
            Consumer<Patch> completed) {
        this.weaver = weaver;
        this.stacks = stacks;
        this.log = log;
        this.callbacks = callbacks;
        this.mutex = mutex;
        this.functions = functions;
        this.completed = completed;
    }

    @Nullable
    Transition current() {
        return current;
    }

    boolean isOf(Patch patch) {
        Transition transition = current;
        return transition != null && transition.patch == patch;
    }

    String busy() {
        Transition transition = current;
        String name = transition == null ? "" : transition.patch.name;
        String line = "patch '" + name + "' is in transition; wait for it, reverse it or force it";
        log.klp4j(line);
        return line;
    }

    int nextId() {
        return lastId + 1;
    }

    /** The shapes wanted now; two bodies belong to the transition in progress. */
    Shapes shapes() {
        return functions.shapes(lastId);
    }

    void enable(Patch patch, List<Patch> listed, boolean ftraceEnabled) throws KlpException {
        replaced = patch.replace ? others(listed, patch) : List.of();
        log.livepatch("enabling patch '" + patch.name + "'");
        log.livepatch("'" + patch.name + "': initializing patching transition");
        mark(patch, !patch.immediate);
        for (PatchObject object : patch.objects) {
            if (object.loaded) {
                prePatch(patch, object);
            }
            if (object.loaded || object.callbacks == Callbacks.NONE) {
                functions.push(object);
            }
        }
        Transition transition = begin(patch, 1);
        try {
            redirect(patch, ftraceEnabled);
        } catch (KlpException refused) {
            failedToPatch(patch);
            log.livepatch("failed to enable patch '" + patch.name + "'");
            cancel(transition);
            throw refused;
        }
        patch.objects.forEach(object -> object.patched = object.loaded);
        start(transition, true);
    }

    private void prePatch(Patch patch, PatchObject object) throws KlpException {
        int result = callbacks.prePatch(object, ObjectPhase.LIVE);
        if (result != 0) {
            log.livepatch("pre-patch callback failed for object '" + object.name + "'");
            log.livepatch("failed to enable patch '" + patch.name + "'");
            cancel(begin(patch, 1));
            throw new KlpException(
                    Math.abs(result),
                    "patch '" + patch.name + "': pre-patch callback failed for object '" + object.name + "' (" + result
                            + ")");
        }
    }

    private void redirect(Patch patch, boolean ftraceEnabled) throws KlpException {
        List<Function> all = patch.functions();
        if (!ftraceEnabled && !all.isEmpty()) {
            String symbol = all.get(0).name.symbol();
            log.livepatch("failed to register ftrace handler for function '" + symbol + "' (-16)");
            throw new KlpException(
                    Errno.EBUSY, "weaving is switched off (sys/ftrace_enabled is 0); write 1 to it and load again");
        }
        weaver.weave(shapes());
    }

    private void failedToPatch(Patch patch) {
        for (PatchObject object : patch.objects) {
            if (object.loaded && !object.functions.isEmpty()) {
                log.livepatch("failed to patch object '" + object.name + "'");
                return;
            }
        }
    }

    void disable(Patch patch) throws KlpException {
        log.livepatch("'" + patch.name + "': initializing unpatching transition");
        mark(patch, !patch.immediate);
        for (PatchObject object : patch.objects) {
            if (object.patched) {
                callbacks.preUnpatch(object, ObjectPhase.LIVE);
            }
        }
        Transition transition = begin(patch, 0);
        try {
            weaver.weave(shapes());
        } catch (KlpException refused) {
            log.klp4j("patch '" + patch.name + "' stays enabled: " + refused.getMessage());
            mark(patch, false);
            end(transition);
            patch.objects.stream()
                    .filter(object -> object.patched)
                    .forEach(object -> callbacks.postPatch(object, ObjectPhase.LIVE));
            throw refused;
        }
        start(transition, false);
    }

    private Transition begin(Patch patch, int target) {
        lastId++;
        Transition transition = new Transition(lastId, patch, target, shapes(), stacks);
        KlpAffected.rehearse();
        KlpGate.begin(transition.gate);
        current = transition;
        return transition;
    }

    private void start(Transition transition, boolean patching) {
        log.livepatch("'" + transition.patch.name + "': starting " + verb(patching) + " transition");
        transition.patch.enabled = patching;
        restartClock();
        if (!attempt(transition)) {
            Retries worker = new Retries(() -> retry(transition));
            retries = worker;
            worker.start();
        }
    }

    private void restartClock() {
        started = System.nanoTime();
        signals = 0;
    }

    private boolean attempt(Transition transition) {
        boolean done = transition.tryComplete();
        if (done) {
            complete(transition);
        } else if (transition.threadsHidden() && signals == 0) {
            log.klp4j("'" + transition.patch.name + "': virtual threads cannot be listed (jdk.trackAllThreads=false),"
                    + " so the transition cannot complete; reverse or force it");
        }
        return done;
    }

    /** Runs on the retry worker; true when the transition is over. */
    private boolean retry(Transition transition) {
        if (!mutex.tryAcquire("retry", 1000)) {
            return false;
        }
        try {
            if (current != transition || attempt(transition)) {
                return true;
            }
            long due = (System.nanoTime() - started) / SIGNAL_NANOS;
            if (due > signals) {
                if (signals == 0) {
                    log.livepatch("signaling remaining tasks");
                }
                signals = due;
                wake(transition);
            }
            return false;
        } catch (Throwable failure) {
            log.klp4j("'" + transition.patch.name + "': a retry failed: " + failure);
            return false;
        } finally {
            mutex.release();
        }
    }

    void signal() throws KlpException {
        Transition transition = current;
        if (transition == null) {
            throw new KlpException(Errno.EINVAL, "no transition is running; nobody to signal");
        }
        log.livepatch("signaling remaining tasks");
        wake(transition);
    }

    private void wake(Transition transition) {
        for (Thread thread : transition.pending().keySet()) {
            LockSupport.unpark(thread);
        }
        hurry();
    }

    private void hurry() {
        if (retries != null) {
            retries.soon();
        }
    }

    void reverse() {
        Transition transition = current;
        if (transition == null) {
            return;
        }
        Patch patch = transition.patch;
        boolean patching = transition.target() == 0;
        log.livepatch("'" + patch.name + "': reversing transition from " + verb(!patching) + " to " + verb(patching));
        transition.reverse();
        patch.enabled = patching;
        log.livepatch("'" + patch.name + "': starting " + verb(patching) + " transition");
        restartClock();
        hurry();
    }

    void force(List<Patch> listed) {
        Transition transition = current;
        if (transition == null) {
            return;
        }
        log.livepatch("forcing remaining tasks to the patched state");
        transition.force();
        if (transition.target() == 0) {
            transition.patch.forced = true;
        } else if (transition.patch.replace) {
            others(listed, transition.patch).forEach(old -> old.forced = true);
        }
        hurry();
    }

    private void cancel(Transition transition) {
        Patch patch = transition.patch;
        log.livepatch("'" + patch.name + "': canceling patching transition, going to unpatch");
        transition.reverse();
        while (!transition.gate.tryFinish()) {
            transition.gate.takeDistrust();
        }
        finish(transition);
    }

    private static List<Patch> others(List<Patch> listed, Patch patch) {
        return listed.stream().filter(other -> other != patch).toList();
    }

    private void complete(Transition transition) {
        finish(transition);
        completed.accept(transition.patch);
    }

    private void finish(Transition transition) {
        Patch patch = transition.patch;
        boolean patching = transition.target() == 1;
        log.livepatch("'" + patch.name + "': completing " + verb(patching) + " transition");
        if (patching) {
            takeOver(patch);
        } else {
            patch.objects.forEach(object -> {
                functions.pop(object.functions);
                object.patched = false;
            });
            Replacement.discardNops(patch, functions);
        }
        mark(patch, false);
        end(transition);
        for (PatchObject object : patch.objects) {
            if (object.loaded && patching) {
                callbacks.postPatch(object, ObjectPhase.LIVE);
            } else if (object.loaded) {
                callbacks.postUnpatch(object, ObjectPhase.LIVE);
            }
        }
        log.livepatch("'" + patch.name + "': " + verb(patching) + " complete");
        replaced = List.of();
    }

    private void takeOver(Patch patch) {
        for (Patch old : replaced) {
            old.enabled = false;
            old.objects.forEach(object -> {
                functions.pop(object.functions);
                object.patched = false;
            });
        }
        Replacement.discardNops(patch, functions);
    }

    /** Closes the gate, then removes it from the code. */
    private void end(Transition transition) {
        KlpGate.end(transition.gate);
        current = null;
        retries = null;
        try {
            weaver.weave(shapes());
            stale = false;
        } catch (KlpException failed) {
            stale = true;
            log.klp4j("'" + transition.patch.name + "': the gate stays in the code until the next transition: "
                    + failed.getMessage());
        }
    }

    /** Whether gates of a finished transition are still in the code; they cost a few nanoseconds a call. */
    boolean stale() {
        return stale;
    }

    private static void mark(Patch patch, boolean transition) {
        for (PatchObject object : patch.objects) {
            object.functions.forEach(function -> function.transition = transition);
        }
    }

    private static String verb(boolean patching) {
        return patching ? "patching" : "unpatching";
    }

    /** View: who has not switched, and why. */
    Map<Thread, TaskView.Blocker> pending() {
        Transition transition = current;
        return transition == null ? Map.of() : transition.pending();
    }
}
