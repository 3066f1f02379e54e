package org.klp4j.selftests.replace;

import org.klp4j.api.Klp;
import org.klp4j.api.KlpFunc;
import org.klp4j.api.KlpModule;
import org.klp4j.api.KlpObject;
import org.klp4j.api.KlpPatch;
import org.klp4j.api.ModuleParam;
import org.klp4j.api.ThisModule;

/** Replaces what {@code proc/meminfo} shows and, unless told otherwise, nothing else of other patches. */
final class TestKlpAtomicReplace implements KlpModule {
    @ModuleParam
    static boolean replace;

    static String livepatch_meminfo_proc_show() {
        return "test_klp_atomic_replace: this has been live patched\n";
    }

    @Override
    public int init(ThisModule self) {
        KlpFunc meminfo = new KlpFunc("meminfo_proc_show")
                .oldClass("org.klp4j.selftests.kernel.Proc")
                .newFunc(TestKlpAtomicReplace.class, "livepatch_meminfo_proc_show");
        return Klp.enablePatch(new KlpPatch()
                .mod(self)
                .objects(KlpObject.vmlinux().funcs(meminfo))
                .replace(replace));
    }
}
