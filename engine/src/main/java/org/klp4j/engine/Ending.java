package org.klp4j.engine;

import java.util.List;

/**
 * The end of a transition, as the kernel's {@code klp_complete_transition}; also of one that was cancelled before any
 * thread went through it. Made before the transition changes anything, and always done to the end.
 */
final class Ending {
    private final Patch patch;
    private final List<Patch> replaced;
    private final FunctionStacks functions;
    private final CallbackRunner callbacks;
    private final UntilDone steps;
    private boolean patching;

    /**
     * The end of this patch's transition.
     *
     * @param replaced the patches it takes over from, if it ends patched
     * @param close closes the gate and takes it out of the code
     * @param over lets the next transition begin
     */
    Ending(
            Patch patch,
            List<Patch> replaced,
            FunctionStacks functions,
            CallbackRunner callbacks,
            KernelLog log,
            Runnable close,
            Runnable over) {
        this.patch = patch;
        this.replaced = replaced;
        this.functions = functions;
        this.callbacks = callbacks;
        this.steps = new UntilDone(
                () -> log.livepatch("'" + patch.name + "': completing " + verb(patching) + " transition"),
                this::restack,
                () -> Replacement.discardNops(patch, functions),
                patch::leaveTransition,
                close,
                this::callBack,
                () -> log.livepatch("'" + patch.name + "': " + verb(patching) + " complete"),
                over);
    }

    void run(boolean endsPatched) {
        patching = endsPatched;
        steps.run();
    }

    private void restack() {
        if (patching) {
            replaced.forEach(old -> {
                old.enabled = false;
                unpatch(old);
            });
        } else {
            unpatch(patch);
        }
    }

    private void unpatch(Patch old) {
        old.objects.forEach(object -> {
            functions.pop(object.functions);
            object.patched = false;
        });
    }

    private void callBack() {
        for (int i = 0; i < patch.objects.size(); i++) {
            PatchObject object = patch.objects.get(i);
            if (object.loaded && patching) {
                callbacks.postPatch(object, ObjectPhase.LIVE);
            } else if (object.loaded) {
                callbacks.postUnpatch(object, ObjectPhase.LIVE);
            }
        }
    }

    static String verb(boolean patching) {
        return patching ? "patching" : "unpatching";
    }
}
