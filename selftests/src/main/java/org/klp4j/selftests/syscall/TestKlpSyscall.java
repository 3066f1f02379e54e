package org.klp4j.selftests.syscall;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.klp4j.api.Klp;
import org.klp4j.api.KlpFunc;
import org.klp4j.api.KlpModule;
import org.klp4j.api.KlpObject;
import org.klp4j.api.KlpPatch;
import org.klp4j.api.ModuleParam;
import org.klp4j.api.ThisModule;
import org.klp4j.selftests.kernel.Processes;

/** Replaces {@code getpid}, and counts down which of the given processes have not called the new one yet. */
final class TestKlpSyscall implements KlpModule {
    @ModuleParam
    static int[] klp_pids = {};

    private static final Set<Long> PENDING = ConcurrentHashMap.newKeySet();
    private static final int PID = (int) ProcessHandle.current().pid();

    static int lp_sys_getpid() {
        PENDING.remove(Processes.current());
        return PID;
    }

    @Override
    public int init(ThisModule self) {
        for (int pid : klp_pids) {
            PENDING.add((long) pid);
        }
        int error = self.createFile("kernel/test_klp_syscall/npids", () -> PENDING.size() + "\n", null);
        if (error != 0) {
            return error;
        }
        KlpFunc getpid = new KlpFunc("getpid")
                .oldClass("org.klp4j.selftests.kernel.Syscalls")
                .newFunc(TestKlpSyscall.class, "lp_sys_getpid");
        return Klp.enablePatch(
                new KlpPatch().mod(self).objects(KlpObject.vmlinux().funcs(getpid)));
    }
}
