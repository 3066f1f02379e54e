package org.klp4j.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.klp4j.format.KlpException;

/** Objects coming and going: {@code klp_module_coming} and {@code klp_module_going}. */
final class Arrivals {
    private static final long WAIT_MILLIS = 1000;

    private final Weaver weaver;
    private final KernelLog log;
    private final CallbackRunner callbacks;
    private final Mutex mutex;
    private final FunctionStacks functions;
    private final List<Patch> listed;
    private final Transitions transitions;

    /** Arrivals that found the lock taken; whoever holds it applies them in {@link #refresh}. */
    private final Queue<String> deferred = new ConcurrentLinkedQueue<>();

    /** Written under the lock, replaced as a whole; read by every class load while it is not empty. */
    private volatile Set<String> awaited = Set.of();

    Arrivals(
            Weaver weaver,
            KernelLog log,
            CallbackRunner callbacks,
            Mutex mutex,
            FunctionStacks functions,
            List<Patch> listed,
            Transitions transitions) {
        this.weaver = weaver;
        this.log = log;
        this.callbacks = callbacks;
        this.mutex = mutex;
        this.functions = functions;
        this.listed = listed;
        this.transitions = transitions;
    }

    Set<String> awaited() {
        return awaited;
    }

    /** Under the lock: applies deferred arrivals and says anew which objects are awaited. */
    void refresh() {
        for (String object = deferred.poll(); object != null; object = deferred.poll()) {
            apply(object, false);
        }
        Set<String> names = new HashSet<>();
        for (Patch patch : listed) {
            patch.objects.stream().filter(object -> !object.loaded).forEach(object -> names.add(object.name));
        }
        awaited = Set.copyOf(names);
    }

    int coming(String object, boolean refusable) {
        if (!awaited.contains(object)) {
            return 0;
        }
        if (!mutex.tryAcquire("coming " + object, WAIT_MILLIS)) {
            deferred.add(object);
            return 0;
        }
        try {
            int result = apply(object, refusable);
            refresh();
            return result;
        } finally {
            mutex.release();
        }
    }

    private int apply(String name, boolean refusable) {
        List<Patch> applied = new ArrayList<>();
        for (Patch patch : listed) {
            PatchObject object = patch.object(name);
            if (object == null || object.loaded) {
                continue;
            }
            int result = apply(patch, object);
            if (result != 0 && refusable) {
                log.livepatch("patch '" + patch.name + "' failed for module '" + name + "', refusing to load module '"
                        + name + "'");
                applied.forEach(earlier -> revert(earlier, name));
                return result;
            }
            if (result != 0) {
                log.klp4j("patch '" + patch.name + "' failed for '" + name + "' (" + result
                        + "): its classes run UNPATCHED; disable the patch and load a mended one");
            }
            applied.add(patch);
        }
        return 0;
    }

    private int apply(Patch patch, PatchObject object) {
        log.livepatch("applying patch '" + patch.name + "' to loading module '" + object.name + "'");
        int result = callbacks.prePatch(object, ObjectPhase.COMING);
        if (result != 0) {
            log.livepatch("pre-patch callback failed for object '" + object.name + "'");
            return result;
        }
        functions.push(object);
        try {
            weaver.weave(transitions.shapes());
        } catch (KlpException failed) {
            log.livepatch("failed to apply patch '" + patch.name + "' to module '" + object.name + "' ("
                    + -failed.errno() + ")");
            functions.pop(object.functions);
            callbacks.postUnpatch(object, ObjectPhase.COMING);
            return -failed.errno();
        }
        object.loaded = true;
        object.patched = true;
        if (!transitions.isOf(patch)) {
            callbacks.postPatch(object, ObjectPhase.COMING);
        }
        return 0;
    }

    void going(String name) {
        if (!mutex.tryAcquire("going " + name, WAIT_MILLIS)) {
            log.klp4j("object '" + name + "' is gone; the core was busy and still shows it as patched");
            return;
        }
        try {
            listed.forEach(patch -> revert(patch, name));
            refresh();
        } finally {
            mutex.release();
        }
    }

    private void revert(Patch patch, String name) {
        PatchObject object = patch.object(name);
        if (object == null || !object.loaded) {
            return;
        }
        if (!transitions.isOf(patch)) {
            callbacks.preUnpatch(object, ObjectPhase.GOING);
        }
        log.livepatch("reverting patch '" + patch.name + "' on unloading module '" + name + "'");
        object.loaded = false;
        object.patched = false;
        if (object.callbacks != Callbacks.NONE) {
            // Comes back only after its pre_patch callback has agreed.
            functions.pop(object.functions);
            weaveAfterRevert(name);
        }
        callbacks.postUnpatch(object, ObjectPhase.GOING);
    }

    private void weaveAfterRevert(String name) {
        try {
            weaver.weave(transitions.shapes());
        } catch (KlpException failed) {
            log.klp4j("object '" + name + "': " + failed.getMessage());
        }
    }
}
