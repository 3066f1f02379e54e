package org.klp4j.selftests.proc;

import org.klp4j.api.KlpModule;
import org.klp4j.api.ThisModule;
import org.klp4j.selftests.kernel.Proc;

/** Shows {@code proc/cmdline} and {@code proc/meminfo} in the control tree. */
final class KlpProc implements KlpModule {
    @Override
    public int init(ThisModule self) {
        int error = self.createFile("proc/cmdline", Proc::cmdline_proc_show, null);
        return error != 0 ? error : self.createFile("proc/meminfo", Proc::meminfo_proc_show, null);
    }
}
