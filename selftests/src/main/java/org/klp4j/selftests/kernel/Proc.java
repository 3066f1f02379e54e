package org.klp4j.selftests.kernel;

/** Stands for the kernel's functions behind {@code /proc}; on the boot class path, so they belong to {@code vmlinux}. */
public final class Proc {
    private Proc() {}

    /** What {@code /proc/cmdline} says. */
    public static String cmdline_proc_show() {
        return "console=none quiet selftests\n";
    }

    /** What {@code /proc/meminfo} says. */
    public static String meminfo_proc_show() {
        long kilobytes = Runtime.getRuntime().maxMemory() / 1024;
        return "MemTotal:       " + kilobytes + " kB\n";
    }
}
