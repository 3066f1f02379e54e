package samples.livepatch;

import org.klp4j.api.Klp;
import org.klp4j.api.KlpCallbacks;
import org.klp4j.api.KlpFunc;
import org.klp4j.api.KlpModule;
import org.klp4j.api.KlpObject;
import org.klp4j.api.KlpPatch;
import org.klp4j.api.ModuleParam;
import org.klp4j.api.ModuleState;
import org.klp4j.api.ThisModule;

/** Callbacks on the kernel and on two modules; one of these has a function patched, the other has none. */
public final class LivepatchCallbacksDemo implements KlpModule {
    /** What every {@code pre_patch} callback answers; change it while the module is loaded. */
    @ModuleParam(mode = 0644)
    static volatile int pre_patch_ret;

    private static ThisModule self;

    static void patched_work_func() {
        self.info("patched_work_func");
    }

    @Override
    public int init(ThisModule module) {
        self = module;
        KlpCallbacks callbacks = new KlpCallbacks()
                .prePatch(object -> {
                    log("pre_patch_callback", object);
                    return pre_patch_ret;
                })
                .postPatch(object -> log("post_patch_callback", object))
                .preUnpatch(object -> log("pre_unpatch_callback", object))
                .postUnpatch(object -> log("post_unpatch_callback", object));
        KlpFunc work = new KlpFunc("busymod_work_func")
                .oldClass("samples.livepatch.LivepatchCallbacksBusymod")
                .newFunc(LivepatchCallbacksDemo.class, "patched_work_func");
        return Klp.enablePatch(new KlpPatch()
                .mod(self)
                .objects(
                        KlpObject.vmlinux().callbacks(callbacks),
                        KlpObject.of("livepatch_callbacks_mod").callbacks(callbacks),
                        KlpObject.of("livepatch_callbacks_busymod")
                                .callbacks(callbacks)
                                .funcs(work)));
    }

    private static void log(String callback, KlpObject object) {
        ModuleState state = object.state();
        self.info(callback + ": " + (state == null ? "vmlinux" : object.name() + " -> " + text(state)));
    }

    private static String text(ModuleState state) {
        return switch (state) {
            case LIVE -> "[MODULE_STATE_LIVE] Normal state";
            case COMING -> "[MODULE_STATE_COMING] Full formed, running module_init";
            case GOING -> "[MODULE_STATE_GOING] Going away";
        };
    }
}
