package org.klp4j.selftests.demo;

import org.klp4j.api.Klp;
import org.klp4j.api.KlpCallbacks;
import org.klp4j.api.KlpFunc;
import org.klp4j.api.KlpModule;
import org.klp4j.api.KlpObject;
import org.klp4j.api.KlpPatch;
import org.klp4j.api.ModuleParam;
import org.klp4j.api.ThisModule;
import org.klp4j.selftests.callbacks.LoggedCallbacks;

/** Callbacks on the kernel and on two modules, one of which has a function patched. */
final class TestKlpCallbacksDemo implements KlpModule {
    @ModuleParam(mode = 0644)
    static volatile int pre_patch_ret;

    private static ThisModule self;

    static void patched_work_func() {
        self.info("patched_work_func");
    }

    @Override
    public int init(ThisModule module) {
        self = module;
        KlpCallbacks callbacks = LoggedCallbacks.of(self, () -> pre_patch_ret);
        KlpFunc work = new KlpFunc("busymod_work_func")
                .oldClass("org.klp4j.selftests.busy.TestKlpCallbacksBusy")
                .newFunc(TestKlpCallbacksDemo.class, "patched_work_func");
        return Klp.enablePatch(new KlpPatch()
                .mod(self)
                .objects(
                        KlpObject.vmlinux().callbacks(callbacks),
                        KlpObject.of("test_klp_callbacks_mod").callbacks(callbacks),
                        KlpObject.of("test_klp_callbacks_busy")
                                .callbacks(callbacks)
                                .funcs(work)));
    }
}
