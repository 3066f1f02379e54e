package samples.livepatch;

import org.klp4j.api.Klp;
import org.klp4j.api.KlpFunc;
import org.klp4j.api.KlpModule;
import org.klp4j.api.KlpObject;
import org.klp4j.api.KlpPatch;
import org.klp4j.api.ThisModule;

/** Replaces what {@code /proc/cmdline} shows. */
public final class LivepatchSample implements KlpModule {
    static String livepatch_cmdline_proc_show() {
        return "this has been live patched\n";
    }

    @Override
    public int init(ThisModule self) {
        KlpFunc cmdline = new KlpFunc("cmdline_proc_show")
                .oldClass("org.klp4j.selftests.kernel.Proc")
                .newFunc(LivepatchSample.class, "livepatch_cmdline_proc_show");
        KlpObject vmlinux = KlpObject.vmlinux().funcs(cmdline);
        return Klp.enablePatch(new KlpPatch().mod(self).objects(vmlinux));
    }
}
