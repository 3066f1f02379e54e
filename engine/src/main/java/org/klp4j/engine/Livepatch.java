package org.klp4j.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * The livepatch core of one JVM: patches, their order, and what the control tree stores into them. One instance lives
 * in the agent. Methods that change anything take one coarse lock ({@link Mutex}); methods that only show do not.
 */
public final class Livepatch {
    /** Transitions are numbered from 1. Should gates of a trial ever get into the code, they are closed. */
    private static final int NO_TRANSITION = 0;

    private final Weaver weaver;
    private final Code code;
    private final StackSource stacks;
    private final KernelLog log;
    private final CallbackRunner callbacks;
    private final Mutex mutex = new Mutex();
    private final FunctionStacks functions = new FunctionStacks();
    private final Transitions transitions;
    private final Arrivals arrivals;

    /** Enabled patches and the one in transition, in the order of enabling. Written under the lock, read by views. */
    private final List<Patch> listed = new CopyOnWriteArrayList<>();

    /** Registered patches by name, enabled or not. Written under the lock; replaced as a whole, read by views. */
    private volatile Map<String, Patch> registered = Map.of();

    /** Written under the lock, read by views. */
    private volatile boolean ftraceEnabled = true;

    /** Patches enabled so far; the order of the function stacks. Written under the lock. */
    private long enabledSoFar;

    /** A core that patches through these ports. */
    public Livepatch(Weaver weaver, Code code, StackSource stacks, KernelLog log) {
        this(weaver, code, stacks, log, Retries::start, System::nanoTime);
    }

    Livepatch(Weaver weaver, Code code, StackSource stacks, KernelLog log, RetryWorker worker, LongSupplier nanoTime) {
        this.weaver = weaver;
        this.code = code;
        this.stacks = stacks;
        this.log = log;
        this.callbacks = new CallbackRunner(log);
        this.transitions =
                new Transitions(weaver, stacks, log, callbacks, mutex, functions, this::completed, worker, nanoTime);
        this.arrivals =
                new Arrivals(weaver, code, log, callbacks, mutex, functions, listed, transitions, () -> ftraceEnabled);
    }

    /** The log. */
    public KernelLog log() {
        return log;
    }

    /**
     * {@code klp_enable_patch}: enables a patch that leaves the tree when it has been disabled.
     *
     * @throws KlpException EINVAL malformed, not marked, unknown or ambiguous symbol, wrong code, incompatible state;
     *     ENODEV module going away; EEXIST the name is taken; EBUSY another transition runs or weaving is switched off
     */
    public void enable(PatchSpec spec) throws KlpException {
        Patch patch = Validation.patch(spec, false, log);
        mutex.run("enable " + patch.name, () -> {
            enable(patch);
        });
    }

    /**
     * Registers a patch: it stands in the tree, disabled, until {@link #unregister}.
     *
     * @throws KlpException EINVAL malformed, not marked, unknown or ambiguous symbol, wrong code; EEXIST the name is
     *     taken
     */
    public void register(PatchSpec spec) throws KlpException {
        Patch patch = Validation.patch(spec, true, log);
        mutex.run("register " + patch.name, () -> {
            register(patch);
        });
    }

    /**
     * {@link #register} and the first enabling in one step, so that no other client's write comes between: refused, the
     * patch is not registered.
     *
     * @throws KlpException as {@link #register}, and as {@link #enable}
     */
    public void registerEnabled(PatchSpec spec) throws KlpException {
        Patch patch = Validation.patch(spec, true, log);
        UntilDone undo = new UntilDone(() -> unregister(patch));
        mutex.run("enable " + patch.name, () -> {
            register(patch);
            try {
                enable(patch);
            } catch (Throwable refused) { // out of memory too
                undo.run();
                throw refused;
            }
        });
    }

    /** Takes a registered patch out of the tree; EBUSY while it is enabled, EINVAL when it is not registered. */
    public void unregister(String name) throws KlpException {
        mutex.run("unregister " + name, () -> {
            Patch patch = registered.get(name);
            if (patch == null) {
                throw log.refuse(Errno.EINVAL, "patch '" + name + "' is not registered");
            }
            if (listed.contains(patch)) {
                throw log.refuse(Errno.EBUSY, "patch '" + name + "' is enabled; disable it first");
            }
            unregister(patch);
        });
    }

    /** Takes the patch of a module that is gone out of the tree, now or right after what is being done. */
    public void abandon(ModuleRef module) {
        mutex.soon("unregister " + module.name(), 0, () -> {
            Patch patch = registered.get(module.name());
            if (patch != null && patch.module.equals(module) && !listed.contains(patch)) {
                unregister(patch);
            }
        });
    }

    /**
     * Would {@link #enable} find every function and could it be woven? Changes nothing.
     *
     * @return the threads that are inside its functions now: a transition would wait for each that stays there
     */
    public List<TaskView> check(PatchSpec spec) throws KlpException {
        Patch patch = Validation.patch(spec, true, log);
        mutex.run("check " + patch.name, () -> {
            prepare(patch);
            weaver.check(asIfEnabled(patch));
        });
        return patch.immediate ? List.of() : Transition.inside(patch, stacks);
    }

    /** A write to {@code <patch>/enabled}: disables, enables a registered patch, or turns a transition round. */
    public void storeEnabled(String name, boolean enabled) throws KlpException {
        mutex.run((enabled ? "enable " : "disable ") + name, () -> {
            Patch patch = find(name);
            if (patch.enabled == enabled) {
                throw log.refuse(Errno.EINVAL, "patch '" + name + "' is already " + (enabled ? "enabled" : "disabled"));
            }
            if (transitions.isOf(patch)) {
                transitions.reverse();
            } else if (!enabled) {
                disable(patch);
            } else if (patch.registered) {
                enable(patch);
            } else {
                throw log.refuse(Errno.EINVAL, "patch '" + name + "' cannot be enabled again; load its module");
            }
        });
    }

    /** A write to {@code <patch>/force}: ends this patch's transition whatever the threads are doing. */
    public void storeForce(String name, boolean force) throws KlpException {
        mutex.run("force " + name, () -> {
            Patch patch = find(name);
            if (force) {
                if (!transitions.isOf(patch)) {
                    throw log.refuse(Errno.EINVAL, "patch '" + name + "' is not in transition; nothing to force");
                }
                transitions.force(listed);
            }
        });
    }

    /** Wakes the threads that hold the transition up, in ways that a correct program must tolerate. */
    public void signal() throws KlpException {
        mutex.run("signal", () -> {
            transitions.signal();
        });
    }

    /** Whether weaving is switched on. */
    public boolean ftraceEnabled() {
        return ftraceEnabled;
    }

    /** Switches weaving on or off; EBUSY when switching it off while something is patched. */
    public void storeFtraceEnabled(boolean enabled) throws KlpException {
        mutex.run("ftrace_enabled", () -> {
            if (!enabled && !functions.isEmpty()) {
                throw log.refuse(
                        Errno.EBUSY,
                        "weaving cannot be switched off while a function is patched; disable its patch first");
            }
            ftraceEnabled = enabled;
        });
    }

    /**
     * An object is being loaded; called before any of its code runs.
     *
     * @param refusable a module that will not be loaded when a patch refuses it; an application's object will be
     * @return 0, or the positive error number when a patch refuses it
     */
    public int coming(String object, boolean refusable) {
        return arrivals.coming(object, refusable);
    }

    /** The last class loader that held this object is gone. */
    public void going(String object) {
        arrivals.going(object);
    }

    /** The objects of enabled patches that are not loaded yet: those whose arrival {@link #coming} wants to hear of. */
    public Set<String> awaited() {
        return arrivals.awaited();
    }

    /** Patches in the tree: those on the list in order, then registered ones that are disabled. */
    public List<PatchView> patches() {
        return Views.patches(listed, registered.values(), transitions.patch());
    }

    /** The given thread's universe: -1 no transition, 0 unpatched, 1 patched. */
    public int patchState(Thread thread) {
        return Views.patchState(thread, transitions.current());
    }

    /** Every platform thread, and the virtual ones that passed a gate or hold the transition up. */
    public List<TaskView> tasks() {
        return Views.tasks(stacks.platformThreads(), transitions.current());
    }

    /** {@code klp_get_state}: the patch's own state, or null. */
    public @Nullable StateSpec state(String patch, long id) {
        for (Patch candidate : listed) {
            if (candidate.name.equals(patch)) {
                return candidate.state(id);
            }
        }
        Patch known = registered.get(patch);
        return known == null ? null : known.state(id);
    }

    /** {@code klp_get_prev_state}: the state before the transition in progress, or null. */
    public @Nullable StateSpec previousState(long id) {
        Patch patch = transitions.patch();
        if (patch == null) {
            log.klp4j("get_prev_state(" + id + ") was called outside a transition");
            return null;
        }
        return States.previous(id, patch, listed);
    }

    private Patch find(String name) throws KlpException {
        for (Patch patch : listed) {
            if (patch.name.equals(name)) {
                return patch;
            }
        }
        Patch patch = registered.get(name);
        if (patch == null) {
            throw new KlpException(Errno.ENOENT, "no patch '" + name + "' in this JVM");
        }
        return patch;
    }

    private void refuseTakenName(Patch patch) throws KlpException {
        boolean taken = registered.getOrDefault(patch.name, patch) != patch
                || listed.stream().anyMatch(other -> other.name.equals(patch.name));
        if (taken) {
            throw log.refuse(Errno.EEXIST, "a patch '" + patch.name + "' is already there");
        }
    }

    /** Two names for one function must not become two stacks of replacements. */
    private void refuseUnclear(Patch patch) throws KlpException {
        for (Patch other : listed) {
            for (Function theirs : other.functions()) {
                for (Function function : patch.functions()) {
                    if (function.name.unclear(theirs.name)) {
                        throw log.refuse(
                                Errno.EINVAL,
                                "function '" + function.name.node() + "' may be '" + theirs.name.node() + "' of patch '"
                                        + other.name + "'; name it by position or by descriptor as that patch does");
                    }
                }
            }
        }
    }

    private void register(Patch patch) throws KlpException {
        refuseTakenName(patch);
        prepare(patch);
        weaver.resolve(asIfEnabled(patch));
        Map<String, Patch> next = new LinkedHashMap<>(registered);
        next.put(patch.name, patch);
        registered = next;
    }

    private void unregister(Patch patch) {
        Map<String, Patch> next = new LinkedHashMap<>(registered);
        next.remove(patch.name);
        registered = next;
    }

    private void enable(Patch patch) throws KlpException {
        if (!States.compatible(patch, listed)) {
            String line =
                    "Livepatch patch (" + patch.name + ") is not compatible with the already installed livepatches.";
            log.livepatch(line);
            throw new KlpException(Errno.EINVAL, line + " A state it needs is older than theirs or missing");
        }
        UntilDone undo = new UntilDone(() -> free(patch), () -> Replacement.discardNops(patch, functions));
        list(patch);
        try {
            transitions.enable(patch, listed, ftraceEnabled);
        } catch (Throwable refused) { // out of memory too
            undo.run();
            throw refused;
        } finally {
            arrivals.refresh();
        }
    }

    /** Enters the patch in the list of those that are enabled, with all the kernel refuses before it changes anything. */
    private void list(Patch patch) throws KlpException {
        UntilDone undo = new UntilDone(() -> Replacement.discardNops(patch, functions), patch.module::put);
        if (!patch.module.tryGet()) {
            throw log.refuse(Errno.ENODEV, "module '" + patch.name + "' is being unloaded");
        }
        try {
            refuseTakenName(patch);
            refuseUnclear(patch);
            if (patch.replace) {
                Replacement.addNops(patch, listed);
            }
            prepare(patch);
            weaver.resolve(asIfEnabled(patch));
            transitions.refuseWhileBusy();
            listed.add(patch);
        } catch (Throwable refused) { // out of memory too
            undo.run();
            throw refused;
        }
    }

    /** A fresh start, also for a patch that was enabled before. */
    private void prepare(Patch patch) {
        patch.order = ++enabledSoFar;
        patch.forced = false;
        for (PatchObject object : patch.objects) {
            object.loaded = loaded(object);
            object.leftUnpatched = false;
        }
    }

    private boolean loaded(PatchObject object) {
        if (object.image || object.neverComes()) {
            return object.image;
        }
        return code.loaded(object.name)
                || object.functions.stream().anyMatch(function -> code.classLoaded(function.name.className()));
    }

    /** The shapes if this patch were in transition now; the function stacks are the same afterwards. */
    private Shapes asIfEnabled(Patch patch) {
        List<Function> added =
                patch.functions().stream().filter(function -> !function.patched).toList();
        UntilDone restore = new UntilDone(() -> {
            functions.pop(added);
            added.forEach(function -> function.transition = false);
        });
        try {
            added.forEach(function -> function.transition = !patch.immediate);
            patch.objects.forEach(object -> functions.push(patch, object));
            return functions.shapes(NO_TRANSITION);
        } finally {
            restore.run();
        }
    }

    private void disable(Patch patch) throws KlpException {
        transitions.refuseWhileBusy();
        transitions.disable(patch);
    }

    /** The end of a transition: patches that are no longer enabled leave the list. */
    private void completed(Patch patch) {
        if (!patch.enabled) {
            free(patch);
        } else if (patch.replace) {
            // Only those before it: after a reversed disable there may be patches on top of it.
            List.copyOf(listed.subList(0, listed.indexOf(patch))).forEach(this::free);
        }
        arrivals.refresh();
    }

    private void free(Patch patch) {
        if (listed.remove(patch) && !patch.forced) {
            patch.module.put();
        }
    }
}
