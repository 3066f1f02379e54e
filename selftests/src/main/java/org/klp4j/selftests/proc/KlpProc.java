package org.klp4j.selftests.proc;

import org.klp4j.api.KlpModule;
import org.klp4j.api.ThisModule;
import org.klp4j.selftests.kernel.Proc;
import org.klp4j.selftests.kernel.Processes;

/** The files that the kernel itself has: {@code proc/cmdline}, {@code proc/meminfo}; and a door for its processes. */
final class KlpProc implements KlpModule {
    @Override
    public int init(ThisModule self) {
        int error = self.createFile("proc/cmdline", Proc::cmdline_proc_show, null);
        if (error == 0) {
            error = self.createFile("proc/meminfo", Proc::meminfo_proc_show, null);
        }
        return error != 0 ? error : self.createFile("kernel/getpid/processes", null, Processes::store);
    }
}
