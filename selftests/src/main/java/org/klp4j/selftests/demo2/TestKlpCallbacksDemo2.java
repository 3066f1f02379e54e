package org.klp4j.selftests.demo2;

import org.klp4j.api.Klp;
import org.klp4j.api.KlpModule;
import org.klp4j.api.KlpObject;
import org.klp4j.api.KlpPatch;
import org.klp4j.api.ModuleParam;
import org.klp4j.api.ThisModule;
import org.klp4j.selftests.callbacks.LoggedCallbacks;

/** Callbacks on the kernel only; may replace other patches. */
final class TestKlpCallbacksDemo2 implements KlpModule {
    @ModuleParam(mode = 0644)
    static boolean replace;

    @Override
    public int init(ThisModule self) {
        KlpObject vmlinux = KlpObject.vmlinux().callbacks(LoggedCallbacks.of(self, () -> 0));
        return Klp.enablePatch(new KlpPatch().mod(self).objects(vmlinux).replace(replace));
    }
}
