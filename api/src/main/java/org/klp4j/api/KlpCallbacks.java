package org.klp4j.api;

import org.jspecify.annotations.Nullable;

/**
 * {@code struct klp_callbacks}. They run under the core's lock and must not enable or disable patches.
 * {@code post_unpatch} runs only after a {@code pre_patch} that returned 0. A callback that throws counts as failed
 * with EIO where it can fail, and is logged where it cannot.
 */
public final class KlpCallbacks {
    /** Runs before the object is patched. */
    @FunctionalInterface
    public interface PrePatch {
        /** Returns 0, or a negative error number that refuses the patch (or the object that is being loaded). */
        int prePatch(KlpObject object) throws Exception;
    }

    /** Runs at a moment that cannot be refused any more. */
    @FunctionalInterface
    public interface Callback {
        /** Is told the object. */
        void run(KlpObject object) throws Exception;
    }

    private @Nullable PrePatch prePatch;
    private @Nullable Callback postPatch;
    private @Nullable Callback preUnpatch;
    private @Nullable Callback postUnpatch;

    /** Before the object is patched. */
    public KlpCallbacks prePatch(PrePatch callback) {
        prePatch = callback;
        return this;
    }

    /** After every thread runs the new code. */
    public KlpCallbacks postPatch(Callback callback) {
        postPatch = callback;
        return this;
    }

    /** Before the object is unpatched. */
    public KlpCallbacks preUnpatch(Callback callback) {
        preUnpatch = callback;
        return this;
    }

    /** After every thread runs the old code. */
    public KlpCallbacks postUnpatch(Callback callback) {
        postUnpatch = callback;
        return this;
    }

    public @Nullable PrePatch prePatch() {
        return prePatch;
    }

    public @Nullable Callback postPatch() {
        return postPatch;
    }

    public @Nullable Callback preUnpatch() {
        return preUnpatch;
    }

    public @Nullable Callback postUnpatch() {
        return postUnpatch;
    }

    /** Whether there is any. */
    public boolean any() {
        return prePatch != null || postPatch != null || preUnpatch != null || postUnpatch != null;
    }
}
