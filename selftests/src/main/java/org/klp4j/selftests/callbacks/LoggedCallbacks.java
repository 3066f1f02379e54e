package org.klp4j.selftests.callbacks;

import org.klp4j.api.KlpCallbacks;
import org.klp4j.api.KlpObject;
import org.klp4j.api.ModuleState;
import org.klp4j.api.ThisModule;

/** Callbacks that log which of them ran, for which object, and what that object was going through. */
public final class LoggedCallbacks {
    private LoggedCallbacks() {}

    /** What a {@code pre_patch} callback answers after it has logged. */
    @FunctionalInterface
    public interface Answer {
        int answer();
    }

    /** All four. */
    public static KlpCallbacks of(ThisModule module, Answer prePatch) {
        return new KlpCallbacks()
                .prePatch(object -> {
                    log(module, "pre_patch_callback", object);
                    return prePatch.answer();
                })
                .postPatch(object -> log(module, "post_patch_callback", object))
                .preUnpatch(object -> log(module, "pre_unpatch_callback", object))
                .postUnpatch(object -> log(module, "post_unpatch_callback", object));
    }

    /** One line, as the kernel's test modules print it. */
    public static void log(ThisModule module, String callback, KlpObject object) {
        ModuleState state = object.state();
        module.info(callback + ": " + (state == null ? "vmlinux" : object.name() + " -> " + text(state)));
    }

    private static String text(ModuleState state) {
        return switch (state) {
            case LIVE -> "[MODULE_STATE_LIVE] Normal state";
            case COMING -> "[MODULE_STATE_COMING] Full formed, running module_init";
            case GOING -> "[MODULE_STATE_GOING] Going away";
        };
    }
}
