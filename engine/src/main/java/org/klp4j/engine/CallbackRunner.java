package org.klp4j.engine;

import org.klp4j.format.Errno;

/** Runs callbacks by the kernel's rules: a failed {@code pre_patch} refuses, {@code post_unpatch} runs only when armed. */
final class CallbackRunner {
    private final KernelLog log;

    CallbackRunner(KernelLog log) {
        this.log = log;
    }

    /**
     * 0, or the positive error number that refuses the patch. A callback returns negative error numbers; a positive
     * one, which the kernel takes for a refusal in one place and for success in another, counts as EINVAL.
     */
    int prePatch(PatchObject object, ObjectPhase phase) {
        int result;
        try {
            result = -object.callbacks.prePatch(object.name, phase);
        } catch (Throwable failure) {
            threw("pre_patch", object, failure);
            result = Errno.EIO.number();
        }
        if (result < 0) {
            log.klp4j("pre_patch callback of object '" + object.name + "' returned " + -result
                    + "; it should follow the 0/-E convention, taken as -22");
            result = Errno.EINVAL.number();
        }
        object.postUnpatchArmed = result == 0;
        return result;
    }

    void postPatch(PatchObject object, ObjectPhase phase) {
        run("post_patch", object, () -> object.callbacks.postPatch(object.name, phase));
    }

    void preUnpatch(PatchObject object, ObjectPhase phase) {
        run("pre_unpatch", object, () -> object.callbacks.preUnpatch(object.name, phase));
    }

    void postUnpatch(PatchObject object, ObjectPhase phase) {
        if (object.postUnpatchArmed) {
            object.postUnpatchArmed = false;
            run("post_unpatch", object, () -> object.callbacks.postUnpatch(object.name, phase));
        }
    }

    private interface Callback {
        void run() throws Exception;
    }

    private void run(String which, PatchObject object, Callback callback) {
        try {
            callback.run();
        } catch (Throwable failure) {
            threw(which, object, failure);
        }
    }

    private void threw(String which, PatchObject object, Throwable failure) {
        log.klp4j(which + " callback of object '" + object.name + "' threw " + failure);
    }
}
