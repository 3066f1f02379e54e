package org.klp4j.engine;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.hook.KlpAffected;
import org.klp4j.hook.KlpGate;

/**
 * Starts, reverses, forces, cancels and completes transitions; at most one at a time. Everything but
 * {@link #current} and {@link #isOf} runs under the core's lock.
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
    private final RetryWorker worker;
    private final LongSupplier nanoTime;

    /**
     * The patch in transition, from before its first callback until after its last log line, as the kernel's
     * {@code klp_transition_patch}. Written under the lock, read by views.
     */
    private volatile @Nullable Patch patch;

    /** What the threads go through, between the callbacks. Written under the lock, read by views. */
    private volatile @Nullable Transition current;

    private @Nullable Runnable soon;
    private List<Patch> replaced = List.of();
    private int lastId;
    private long started;
    private long signals;

    Transitions(
            Weaver weaver,
            StackSource stacks,
            KernelLog log,
            CallbackRunner callbacks,
            Mutex mutex,
            FunctionStacks functions,
            Consumer<Patch> completed,
            RetryWorker worker,
            LongSupplier nanoTime) {
        this.weaver = weaver;
        this.stacks = stacks;
        this.log = log;
        this.callbacks = callbacks;
        this.mutex = mutex;
        this.functions = functions;
        this.completed = completed;
        this.worker = worker;
        this.nanoTime = nanoTime;
    }

    @Nullable
    Transition current() {
        return current;
    }

    /** The patch in transition, or null. */
    @Nullable
    Patch patch() {
        return patch;
    }

    boolean isOf(Patch candidate) {
        return patch == candidate;
    }

    /** Refuses what must not happen while a transition runs. */
    void refuseWhileBusy() throws KlpException {
        Patch busy = patch;
        if (busy != null) {
            throw log.refuse(
                    Errno.EBUSY, "patch '" + busy.name + "' is in transition; wait for it, reverse it or force it");
        }
    }

    int nextId() {
        return lastId + 1;
    }

    /** The shapes wanted now; two bodies belong to the transition in progress. */
    Shapes shapes() {
        return functions.shapes(lastId);
    }

    void enable(Patch patch, List<Patch> listed, boolean ftraceEnabled) throws KlpException {
        log.livepatch("enabling patch '" + patch.name + "'");
        this.patch = patch;
        replaced = patch.replace ? others(listed, patch) : List.of();
        log.livepatch("'" + patch.name + "': initializing patching transition");
        mark(patch, !patch.immediate);
        Transition transition = null;
        try {
            for (PatchObject object : patch.objects) {
                initialize(patch, object, ftraceEnabled);
            }
            transition = begin(patch, 1);
            weave(patch);
        } catch (Throwable refused) { // out of memory too
            log.livepatch("failed to enable patch '" + patch.name + "'");
            cancel(patch, transition);
            throw refused;
        }
        patch.objects.forEach(object -> object.patched = object.loaded);
        start(transition, true);
    }

    private void initialize(Patch patch, PatchObject object, boolean ftraceEnabled) throws KlpException {
        if (object.loaded) {
            int result = callbacks.prePatch(object, ObjectPhase.LIVE);
            if (result != 0) {
                log.livepatch("pre-patch callback failed for object '" + object.name + "'");
                throw new KlpException(
                        result, "pre-patch callback failed for object '" + object.name + "' (" + -result + ")");
            }
            if (!ftraceEnabled && !object.functions.isEmpty()) {
                throw weavingIsOff(object);
            }
        }
        // Functions of an object that is not there yet are woven as its classes load, unless a callback must agree.
        if (object.loaded || (ftraceEnabled && object.waitsForNobody())) {
            functions.push(patch, object);
        }
    }

    private KlpException weavingIsOff(PatchObject object) {
        String symbol = object.functions.get(0).name.symbol();
        log.livepatch("failed to register ftrace handler for function '" + symbol + "' (-16)");
        log.livepatch("failed to patch object '" + object.name + "'");
        return new KlpException(
                Errno.EBUSY, "weaving is switched off (sys/ftrace_enabled is 0); write 1 to it and load again");
    }

    private void weave(Patch patch) throws KlpException {
        try {
            weaver.weave(shapes());
        } catch (KlpException refused) {
            patch.objects.stream()
                    .filter(object -> object.loaded && !object.functions.isEmpty())
                    .findFirst()
                    .ifPresent(object -> log.livepatch("failed to patch object '" + object.name + "'"));
            throw refused;
        }
    }

    void disable(Patch patch) throws KlpException {
        this.patch = patch;
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
        } catch (Throwable refused) { // out of memory too
            stayEnabled(transition, refused);
            throw refused;
        }
        start(transition, false);
    }

    /** The kernel cannot fail here; the JVM can (no memory). Callbacks see what a reversed disable shows them. */
    private void stayEnabled(Transition transition, Throwable refused) {
        log.klp4j("patch '" + transition.patch.name + "' stays enabled: " + refused.getMessage());
        mark(transition.patch, false);
        end(transition);
        transition.patch.objects.stream()
                .filter(object -> object.patched)
                .forEach(object -> callbacks.postPatch(object, ObjectPhase.LIVE));
        patch = null;
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
        if (!firstAttempt(transition)) {
            startWorker(transition);
        }
    }

    /** Where there is no memory for a thread, a signal or a turn-round starts it later. */
    private void startWorker(Transition transition) {
        try {
            soon = worker.start(() -> retry(transition));
        } catch (OutOfMemoryError none) {
            log.klp4j("'" + transition.patch.name + "': no memory for the thread that completes the transition;"
                    + " 'klp signal' starts it when there is some");
        }
    }

    private void restartClock() {
        started = nanoTime.getAsLong();
        signals = 0;
    }

    /** Nothing is refused any more once gates are in the code: a failed look at the threads is tried again. */
    private boolean firstAttempt(Transition transition) {
        try {
            return attempt(transition);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError failure) {
            log.klp4j("'" + transition.patch.name + "': the first attempt failed and will be repeated: " + failure);
            return false;
        }
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
            long due = (nanoTime.getAsLong() - started) / SIGNAL_NANOS;
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
            throw log.refuse(Errno.EINVAL, "no transition is running; nobody to signal");
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
        Transition transition = current;
        if (soon != null) {
            soon.run();
        } else if (transition != null) {
            startWorker(transition);
        }
    }

    void reverse() throws KlpException {
        Transition transition = current;
        if (transition == null) {
            return;
        }
        Patch patch = transition.patch;
        if (transition.forced()) {
            throw new KlpException(
                    Errno.EBUSY, "patch '" + patch.name + "' is being forced; write again when its transition is over");
        }
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

    /** Undoes an enabling that did not start; {@code transition} is null when it did not get as far as the gates. */
    private void cancel(Patch patch, @Nullable Transition transition) {
        log.livepatch("'" + patch.name + "': canceling patching transition, going to unpatch");
        if (transition != null) {
            transition.reverse();
            while (!transition.gate.tryFinish()) {
                transition.gate.takeDistrust();
            }
        }
        finish(patch, transition, false);
    }

    private static List<Patch> others(List<Patch> listed, Patch patch) {
        return listed.stream().filter(other -> other != patch).toList();
    }

    private void complete(Transition transition) {
        finish(transition.patch, transition, transition.target() == 1);
        completed.accept(transition.patch);
    }

    private void finish(Patch patch, @Nullable Transition transition, boolean patching) {
        log.livepatch("'" + patch.name + "': completing " + verb(patching) + " transition");
        if (patching) {
            takeOver();
        } else {
            patch.objects.forEach(object -> {
                functions.pop(object.functions);
                object.patched = false;
            });
        }
        List<PatchObject> called = List.copyOf(patch.objects);
        Replacement.discardNops(patch, functions);
        mark(patch, false);
        if (transition != null) {
            end(transition);
        }
        for (PatchObject object : called) {
            if (object.loaded && patching) {
                callbacks.postPatch(object, ObjectPhase.LIVE);
            } else if (object.loaded) {
                callbacks.postUnpatch(object, ObjectPhase.LIVE);
            }
        }
        log.livepatch("'" + patch.name + "': " + verb(patching) + " complete");
        replaced = List.of();
        this.patch = null;
    }

    private void takeOver() {
        for (Patch old : replaced) {
            old.enabled = false;
            old.objects.forEach(object -> {
                functions.pop(object.functions);
                object.patched = false;
            });
        }
    }

    /** Closes the gate, then removes it from the code. */
    private void end(Transition transition) {
        KlpGate.end(transition.gate);
        current = null;
        soon = null;
        try {
            weaver.weave(shapes());
        } catch (KlpException failed) {
            log.klp4j("'" + transition.patch.name + "': the gate stays in the code until the next transition: "
                    + failed.getMessage());
        }
    }

    private static void mark(Patch patch, boolean transition) {
        for (PatchObject object : patch.objects) {
            object.functions.forEach(function -> function.transition = transition);
        }
    }

    private static String verb(boolean patching) {
        return patching ? "patching" : "unpatching";
    }
}
