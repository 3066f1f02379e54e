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

    /** Taking the gate out of the code may need memory that does not come back, such as metaspace. */
    private static final int CLOSE_ATTEMPTS = 8;

    private static final String GATE_STAYS = "the gate stays in the code until the next transition: ";

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

    private @Nullable Ending ending;
    private @Nullable Runnable soon;
    private int lastId;
    private int closeAttempts;
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

    /** The shapes wanted now; two bodies belong to the transition in progress. */
    Shapes shapes() {
        return functions.shapes(lastId);
    }

    void enable(Patch patch, List<Patch> listed, boolean ftraceEnabled) throws KlpException {
        Ending end = ending(patch, patch.replace ? others(listed, patch) : List.of());
        UntilDone cancel = cancelling(patch, end);
        UntilDone start = starting(patch, true);
        UntilDone patched = new UntilDone(() -> patch.objects.forEach(object -> object.patched = object.loaded));
        open(patch, end);
        try {
            log.livepatch("enabling patch '" + patch.name + "'");
            log.livepatch("'" + patch.name + "': initializing patching transition");
            patch.enterTransition();
            for (PatchObject object : patch.objects) {
                initialize(patch, object, ftraceEnabled);
            }
            begin(patch, 1);
            weave(patch);
        } catch (Throwable refused) { // out of memory too
            cancel.run();
            throw refused;
        }
        patched.run();
        start.run();
    }

    private Ending ending(Patch patch, List<Patch> replaced) {
        return new Ending(patch, replaced, functions, callbacks, log, this::close, () -> {
            completed.accept(patch); // who sees that the transition is over may unload the module
            over();
        });
    }

    /** From here on it is this patch's transition, until it is {@link #over}. */
    private void open(Patch patch, Ending end) {
        ending = end;
        this.patch = patch;
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
        Ending end = ending(patch, List.of());
        UntilDone stay = staying(patch);
        UntilDone start = starting(patch, false);
        log.livepatch("'" + patch.name + "': initializing unpatching transition");
        open(patch, end);
        patch.enterTransition();
        for (int i = 0; i < patch.objects.size(); i++) {
            if (patch.objects.get(i).patched) {
                callbacks.preUnpatch(patch.objects.get(i), ObjectPhase.LIVE);
            }
        }
        try {
            begin(patch, 0);
            weaver.weave(shapes());
        } catch (Throwable refused) { // out of memory too
            stay.run();
            note(patch, "stays enabled: ", refused);
            throw refused;
        }
        start.run();
    }

    /** The kernel cannot fail here; the JVM can (no memory). Callbacks see what a reversed disable shows them. */
    private UntilDone staying(Patch patch) {
        return new UntilDone(patch::leaveTransition, this::turnBack, this::close, () -> callBack(patch), this::over);
    }

    private void callBack(Patch patch) {
        for (int i = 0; i < patch.objects.size(); i++) {
            if (patch.objects.get(i).patched) {
                callbacks.postPatch(patch.objects.get(i), ObjectPhase.LIVE);
            }
        }
    }

    private void begin(Patch patch, int target) {
        lastId++;
        closeAttempts = 0;
        Transition transition = new Transition(lastId, patch, target, shapes(), stacks);
        KlpAffected.rehearse();
        KlpGate.begin(transition.gate);
        current = transition;
    }

    /** What follows once the gates are in the code; nothing can be refused any more. */
    private UntilDone starting(Patch patch, boolean patching) {
        return new UntilDone(
                () -> log.livepatch("'" + patch.name + "': starting " + Ending.verb(patching) + " transition"),
                () -> {
                    patch.enabled = patching;
                    restartClock();
                },
                this::firstAttempt);
    }

    private void firstAttempt() {
        Transition transition = current;
        if (transition != null && !attemptOnce(transition)) {
            startWorker(transition);
        }
    }

    /** A failed look at the threads is tried again. */
    private boolean attemptOnce(Transition transition) {
        try {
            return attempt(transition);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError failure) {
            note(transition.patch, "the first attempt failed and will be repeated: ", failure);
            return false;
        }
    }

    /** Where the process may have no more threads, a signal or a turn-round starts it later. */
    private void startWorker(Transition transition) {
        try {
            soon = worker.start(() -> retry(transition));
        } catch (OutOfMemoryError none) {
            if (!String.valueOf(none.getMessage()).contains("native thread")) {
                throw none; // the heap is full: tried again until it is not
            }
            note(
                    transition.patch,
                    "no memory for the thread that completes the transition; 'klp signal' starts it when there is some: ",
                    none);
        }
    }

    /** A line of klp4j's own, which is lost where there is no memory even for that. */
    private void note(Patch patch, String what, Throwable failure) {
        try {
            log.klp4j("'" + patch.name + "': " + what + failure);
        } catch (OutOfMemoryError full) {
            return;
        }
    }

    private void restartClock() {
        started = nanoTime.getAsLong();
        signals = 0;
    }

    private boolean attempt(Transition transition) {
        boolean done = transition.tryComplete();
        if (done && ending != null) {
            ending.run(transition.target() == 1);
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
            note(transition.patch, "a retry failed: ", failure);
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
        UntilDone restart = new UntilDone(
                transition::reverse,
                () -> patch.enabled = patching,
                () -> log.livepatch("'" + patch.name + "': starting " + Ending.verb(patching) + " transition"),
                this::restartClock,
                this::hurry);
        log.livepatch("'" + patch.name + "': reversing transition from " + Ending.verb(!patching) + " to "
                + Ending.verb(patching));
        restart.run();
    }

    void force(List<Patch> listed) {
        Transition transition = current;
        if (transition == null) {
            return;
        }
        log.livepatch("forcing remaining tasks to the patched state");
        List<Patch> old = transition.target() == 0
                ? List.of(transition.patch)
                : transition.patch.replace ? others(listed, transition.patch) : List.of();
        old.forEach(patch -> patch.forced = true);
        transition.force();
        hurry();
    }

    /** Undoes an enabling that did not start. */
    private UntilDone cancelling(Patch patch, Ending end) {
        return new UntilDone(
                () -> log.livepatch("failed to enable patch '" + patch.name + "'"),
                () -> log.livepatch("'" + patch.name + "': canceling patching transition, going to unpatch"),
                this::turnBack,
                () -> end.run(false));
    }

    /** Ends at once what no thread has gone through, since its gates were never in the code. */
    private void turnBack() {
        Transition transition = current;
        if (transition != null && transition.target() != transition.gate.origin()) {
            transition.reverse();
        }
        while (transition != null && !transition.gate.tryFinish()) {
            transition.gate.takeDistrust();
        }
    }

    private static List<Patch> others(List<Patch> listed, Patch patch) {
        return listed.stream().filter(other -> other != patch).toList();
    }

    /** Closes the gate, then removes it from the code; leaves alone what was not begun. */
    private void close() {
        Transition transition = current;
        if (transition != null) {
            KlpGate.end(transition.gate);
            current = null;
            soon = null;
        }
        try {
            weaver.weave(shapes());
        } catch (OutOfMemoryError full) {
            if (++closeAttempts < CLOSE_ATTEMPTS) {
                throw full; // tried again
            }
            log.klp4j(GATE_STAYS + full.getMessage());
        } catch (KlpException failed) {
            log.klp4j(GATE_STAYS + failed.getMessage());
        }
    }

    private void over() {
        patch = null;
        ending = null;
    }
}
