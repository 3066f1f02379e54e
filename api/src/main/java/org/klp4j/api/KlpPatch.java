package org.klp4j.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code struct klp_patch}: what a module patches. Nothing is checked before the patch is enabled or registered. */
public final class KlpPatch {
    private @Nullable ThisModule mod;
    private @Nullable List<KlpObject> objects;
    private List<KlpState> states = List.of();
    private boolean replace;
    private boolean immediate;

    /** The module the patch belongs to; the patch is called like it. */
    public KlpPatch mod(@Nullable ThisModule module) {
        mod = module;
        return this;
    }

    /** The objects that are patched, in the order in which their callbacks run. */
    public KlpPatch objects(KlpObject... patched) {
        objects = List.of(patched);
        return this;
    }

    /** The states of the system that the patch changes. */
    public KlpPatch states(KlpState... changed) {
        states = List.of(changed);
        return this;
    }

    /** Whether it takes over from every patch that is enabled. */
    public KlpPatch replace(boolean value) {
        replace = value;
        return this;
    }

    /** Whether it does without the consistency model: every thread runs the new code from its next call on. */
    public KlpPatch immediate(boolean value) {
        immediate = value;
        return this;
    }

    public @Nullable ThisModule mod() {
        return mod;
    }

    public @Nullable List<KlpObject> objects() {
        return objects;
    }

    public List<KlpState> states() {
        return states;
    }

    public boolean replace() {
        return replace;
    }

    public boolean immediate() {
        return immediate;
    }
}
