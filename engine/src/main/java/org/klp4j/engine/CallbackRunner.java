package org.klp4j.engine;

/** Runs callbacks by the kernel's rules: a failed {@code pre_patch} refuses, {@code post_unpatch} runs only when armed. */
final class CallbackRunner {
    private static final int EIO = 5;

    private final KernelLog log;

    CallbackRunner(KernelLog log) {
        this.log = log;
    }

    /** 0, or what the callback returned: any other number refuses the patch. */
    int prePatch(PatchObject object, ObjectPhase phase) {
        int result;
        try {
            result = object.callbacks.prePatch(object.name, phase);
        } catch (Throwable failure) {
            threw("pre_patch", object, failure);
            result = -EIO;
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
