package org.klp4j.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** Objects coming and going: {@code klp_module_coming} and {@code klp_module_going}. */
final class Arrivals {
    /** How long a module waits for the core before it is refused, and a class load before it goes on unpatched. */
    private static final long MODULE_WAIT_MILLIS = 10_000;

    private static final long CLASS_WAIT_MILLIS = 1000;

    private final Weaver weaver;
    private final Code code;
    private final KernelLog log;
    private final CallbackRunner callbacks;
    private final Mutex mutex;
    private final FunctionStacks functions;
    private final List<Patch> listed;
    private final Transitions transitions;
    private final BooleanSupplier ftraceEnabled;
    private final UntilDone refreshed;

    /** Written under the lock, replaced as a whole; read by every class load while it is not empty. */
    private volatile Set<String> awaited = Set.of();

    Arrivals(
            Weaver weaver,
            Code code,
            KernelLog log,
            CallbackRunner callbacks,
            Mutex mutex,
            FunctionStacks functions,
            List<Patch> listed,
            Transitions transitions,
            BooleanSupplier ftraceEnabled) {
        this.weaver = weaver;
        this.code = code;
        this.log = log;
        this.callbacks = callbacks;
        this.mutex = mutex;
        this.functions = functions;
        this.listed = listed;
        this.transitions = transitions;
        this.ftraceEnabled = ftraceEnabled;
        this.refreshed = new UntilDone(this::lookAgain);
    }

    Set<String> awaited() {
        return awaited;
    }

    /** Under the lock: says anew which objects are awaited, and which may go. */
    void refresh() {
        refreshed.run();
    }

    private void lookAgain() {
        Set<String> names = new HashSet<>();
        Set<String> present = new HashSet<>();
        for (Patch patch : listed) {
            for (PatchObject object : patch.objects) {
                if (!object.loaded && !object.leftUnpatched && !object.neverComes()) {
                    names.add(object.name);
                } else if (object.loaded && !object.image) {
                    present.add(object.name);
                }
            }
        }
        awaited = Set.copyOf(names);
        code.watch(awaited, present);
    }

    int coming(String object, boolean refusable) {
        if (!awaited.contains(object)) {
            return 0;
        }
        if (!refusable) {
            mutex.soon("coming " + object, CLASS_WAIT_MILLIS, () -> {
                apply(object, false);
                refresh();
            });
            return 0;
        }
        if (!mutex.tryAcquire("coming " + object, MODULE_WAIT_MILLIS)) {
            log.klp4j("object '" + object + "' is refused: the core is busy; see dmesg for what it does, then retry");
            return Errno.EBUSY.number();
        }
        try {
            int result = apply(object, true);
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
            if (object == null || object.loaded || object.leftUnpatched || object.neverComes()) {
                continue;
            }
            int result = apply(patch, object, refusable);
            if (result == 0) {
                applied.add(patch);
            } else if (refusable) {
                log.livepatch("patch '" + patch.name + "' failed for module '" + name + "', refusing to load module '"
                        + name + "'");
                applied.forEach(earlier -> revert(earlier, name));
                return result;
            } else {
                object.leftUnpatched = true;
                log.klp4j("patch '" + patch.name + "' failed for '" + name + "' (" + -result
                        + "): its classes run UNPATCHED; disable the patch and load a mended one");
            }
        }
        return 0;
    }

    private int apply(Patch patch, PatchObject object, boolean refusable) {
        UntilDone undo = new UntilDone(
                () -> functions.pop(object.functions),
                () -> weaveAfterRevert(object.name),
                () -> callbacks.postUnpatch(object, ObjectPhase.COMING));
        int result;
        try {
            result = refusable ? resolve(patch, object) : 0;
            result = result == 0 ? patch(patch, object) : result;
        } catch (OutOfMemoryError full) {
            result = Errno.ENOMEM.number();
        }
        if (result != 0) {
            undo.run();
            return result;
        }
        object.loaded = true;
        object.patched = true;
        if (!transitions.isOf(patch)) {
            callbacks.postPatch(object, ObjectPhase.COMING);
        }
        return 0;
    }

    private int patch(Patch patch, PatchObject object) {
        log.livepatch("applying patch '" + patch.name + "' to loading module '" + object.name + "'");
        int result = callbacks.prePatch(object, ObjectPhase.COMING);
        if (result != 0) {
            log.livepatch("pre-patch callback failed for object '" + object.name + "'");
            return result;
        }
        result = redirect(patch, object);
        if (result != 0) {
            log.livepatch(
                    "failed to apply patch '" + patch.name + "' to module '" + object.name + "' (" + -result + ")");
        }
        return result;
    }

    /** Finds the functions in a module that is fully formed but not running yet. */
    private int resolve(Patch patch, PatchObject object) {
        if (object.functions.stream().anyMatch(function -> function.patched)) {
            // A module can be refused, so what would be woven without asking as its classes load is asked now.
            functions.pop(object.functions);
            weaveAfterRevert(object.name);
        }
        UntilDone back = new UntilDone(() -> functions.pop(object.functions));
        try {
            functions.push(patch, object);
            weaver.resolve(transitions.shapes());
            return 0;
        } catch (KlpException unresolved) {
            log.livepatch("failed to initialize patch '" + patch.name + "' for module '" + object.name + "' ("
                    + -unresolved.errno() + ")");
            return unresolved.errno();
        } finally {
            back.run();
        }
    }

    private int redirect(Patch patch, PatchObject object) {
        if (!ftraceEnabled.getAsBoolean() && !object.functions.isEmpty()) {
            String symbol = object.functions.get(0).name.symbol();
            log.livepatch("failed to register ftrace handler for function '" + symbol + "' (-16)");
            log.livepatch("failed to patch object '" + object.name + "'");
            return Errno.EBUSY.number();
        }
        functions.push(patch, object);
        try {
            weaver.weave(transitions.shapes());
            return 0;
        } catch (KlpException failed) {
            log.livepatch("failed to patch object '" + object.name + "'");
            return failed.errno();
        }
    }

    void going(String name) {
        mutex.soon("going " + name, MODULE_WAIT_MILLIS, () -> {
            listed.forEach(patch -> revert(patch, name));
            refresh();
        });
    }

    private void revert(Patch patch, String name) {
        PatchObject object = patch.object(name);
        if (object == null || object.image) {
            return;
        }
        object.leftUnpatched = false;
        if (!object.loaded) {
            return;
        }
        new UntilDone(
                        () -> askToUnpatch(patch, object),
                        () -> log.livepatch("reverting patch '" + patch.name + "' on unloading module '" + name + "'"),
                        () -> unpatch(object),
                        () -> callbacks.postUnpatch(object, ObjectPhase.GOING))
                .run();
    }

    private void askToUnpatch(Patch patch, PatchObject object) {
        if (!transitions.isOf(patch)) {
            callbacks.preUnpatch(object, ObjectPhase.GOING);
        }
    }

    private void unpatch(PatchObject object) {
        object.loaded = false;
        object.patched = false;
        if (!object.waitsForNobody()) {
            // Comes back only after its pre_patch callback has agreed.
            functions.pop(object.functions);
            weaveAfterRevert(object.name);
        }
    }

    private void weaveAfterRevert(String name) {
        try {
            weaver.weave(transitions.shapes());
        } catch (KlpException | OutOfMemoryError failed) {
            log.klp4j("object '" + name + "': " + failed.getMessage());
        }
    }
}
