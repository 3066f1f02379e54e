package org.klp4j.selftests.livepatch;

import org.klp4j.api.Klp;
import org.klp4j.api.KlpFunc;
import org.klp4j.api.KlpModule;
import org.klp4j.api.KlpObject;
import org.klp4j.api.KlpPatch;
import org.klp4j.api.ThisModule;

/** Replaces what {@code proc/cmdline} shows. */
final class TestKlpLivepatch implements KlpModule {
    static String livepatch_cmdline_proc_show() {
        return "test_klp_livepatch: this has been live patched\n";
    }

    @Override
    public int init(ThisModule self) {
        KlpFunc cmdline = new KlpFunc("cmdline_proc_show")
                .oldClass("org.klp4j.selftests.kernel.Proc")
                .newFunc(TestKlpLivepatch.class, "livepatch_cmdline_proc_show");
        return Klp.enablePatch(
                new KlpPatch().mod(self).objects(KlpObject.vmlinux().funcs(cmdline)));
    }
}
