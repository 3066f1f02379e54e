package org.klp4j.engine;

import org.klp4j.format.Errno;

/**
 * Runs callbacks by the kernel's rules: a failed {@code pre_patch} refuses, {@code post_unpatch} runs only when armed.
 * Whatever a callback throws, these methods throw nothing.
 */
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
            suspicious(object, -result);
            result = Errno.EINVAL.number();
        }
        object.postUnpatchArmed = result == 0;
        return result;
    }

    void postPatch(PatchObject object, ObjectPhase phase) {
        try {
            object.callbacks.postPatch(object.name, phase);
        } catch (Throwable failure) {
            threw("post_patch", object, failure);
        }
    }

    void preUnpatch(PatchObject object, ObjectPhase phase) {
        try {
            object.callbacks.preUnpatch(object.name, phase);
        } catch (Throwable failure) {
            threw("pre_unpatch", object, failure);
        }
    }

    void postUnpatch(PatchObject object, ObjectPhase phase) {
        if (object.postUnpatchArmed) {
            object.postUnpatchArmed = false;
            try {
                object.callbacks.postUnpatch(object.name, phase);
            } catch (Throwable failure) {
                threw("post_unpatch", object, failure);
            }
        }
    }

    private void suspicious(PatchObject object, int returned) {
        try {
            log.klp4j("pre_patch callback of object '" + object.name + "' returned " + returned
                    + "; it should follow the 0/-E convention, taken as -22");
        } catch (OutOfMemoryError full) {
            return; // the line is lost
        }
    }

    /** Where the heap is full the line is lost. */
    private void threw(String which, PatchObject object, Throwable failure) {
        try {
            log.klp4j(which + " callback of object '" + object.name + "' threw " + text(failure));
        } catch (OutOfMemoryError full) {
            return;
        }
    }

    private static String text(Throwable failure) {
        try {
            return failure.toString();
        } catch (Throwable worse) { // foreign code
            return failure.getClass().getName();
        }
    }
}
