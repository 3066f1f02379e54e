package org.klp4j.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The livepatch core as modules see it. Every function returns 0 or a negative error number; the reason of a refusal
 * stands in the log, and {@code insmod} repeats it when {@code init} returns the number.
 */
public final class Klp {
    private static volatile @Nullable KlpCore core;

    private Klp() {}

    /** Called once by the agent. */
    public static void boot(KlpCore implementation) {
        if (core != null) {
            throw new IllegalStateException("the core is running already");
        }
        core = implementation;
    }

    static KlpCore core() {
        return Objects.requireNonNull(core, "modules run inside a JVM that klp4j has attached to");
    }

    /**
     * {@code klp_enable_patch}: to be called from {@code init}. The patch leaves the tree when it has been disabled,
     * and its module can then be unloaded.
     *
     * @return 0; -EINVAL malformed, not marked, unknown or ambiguous symbol, not patchable, incompatible state;
     *     -ENODEV module going away; -EEXIST function, object or patch twice; -EBUSY another patch is in transition,
     *     or weaving is switched off; any other from a {@code pre_patch} callback
     */
    public static int enablePatch(@Nullable KlpPatch patch) {
        return core().enablePatch(patch);
    }

    /**
     * {@code klp_register_patch} of older kernels: the patch stands in the tree, disabled, until
     * {@link #unregisterPatch}; it can be enabled and disabled any number of times.
     */
    public static int registerPatch(@Nullable KlpPatch patch) {
        return core().registerPatch(patch);
    }

    /** {@code klp_unregister_patch}: -EBUSY while it is enabled, -EINVAL when it is not registered. */
    public static int unregisterPatch(KlpPatch patch) {
        return core().unregisterPatch(patch);
    }

    /** {@code klp_enable_patch} of older kernels: enables a registered patch; errors as {@link #enablePatch}. */
    public static int enable(KlpPatch patch) {
        return core().setEnabled(patch, true);
    }

    /** {@code klp_disable_patch}: -EINVAL when it is not enabled, -EBUSY while another patch is in transition. */
    public static int disable(KlpPatch patch) {
        return core().setEnabled(patch, false);
    }

    /** {@code klp_get_state}: the patch's own state of this id, or null. */
    public static @Nullable KlpState getState(KlpPatch patch, long id) {
        for (KlpState state : patch.states()) {
            if (state.id() == id) {
                return state;
            }
        }
        return null;
    }

    /**
     * {@code klp_get_prev_state}: the state of this id of the latest patch before the one in transition, or null. To
     * be called in callbacks only.
     */
    public static @Nullable KlpState getPrevState(long id) {
        return core().previousState(id);
    }
}
