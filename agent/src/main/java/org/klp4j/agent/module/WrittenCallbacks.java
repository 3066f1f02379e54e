package org.klp4j.agent.module;

import org.jspecify.annotations.Nullable;
import org.klp4j.api.KlpCallbacks;
import org.klp4j.api.KlpObject;
import org.klp4j.api.ModuleState;
import org.klp4j.engine.Callbacks;
import org.klp4j.engine.ObjectPhase;

/** Callbacks of a hand-written module, as the core calls them. */
final class WrittenCallbacks implements Callbacks {
    private final KlpObject object;
    private final KlpCallbacks callbacks;

    private WrittenCallbacks(KlpObject object) {
        this.object = object;
        this.callbacks = object.callbacks();
    }

    static Callbacks of(KlpObject object) {
        return object.callbacks().any() ? new WrittenCallbacks(object) : Callbacks.NONE;
    }

    @Override
    public int prePatch(String name, ObjectPhase phase) throws Exception {
        enter(phase);
        KlpCallbacks.PrePatch callback = callbacks.prePatch();
        return callback == null ? 0 : callback.prePatch(object);
    }

    @Override
    public void postPatch(String name, ObjectPhase phase) throws Exception {
        run(callbacks.postPatch(), phase);
    }

    @Override
    public void preUnpatch(String name, ObjectPhase phase) throws Exception {
        run(callbacks.preUnpatch(), phase);
    }

    @Override
    public void postUnpatch(String name, ObjectPhase phase) throws Exception {
        run(callbacks.postUnpatch(), phase);
    }

    private void run(KlpCallbacks.@Nullable Callback callback, ObjectPhase phase) throws Exception {
        enter(phase);
        if (callback != null) {
            callback.run(object);
        }
    }

    private void enter(ObjectPhase phase) {
        object.state(object.name() == null ? null : ModuleState.valueOf(phase.name()));
    }
}
