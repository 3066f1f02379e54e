package org.klp4j.selftests.kernel;

/** Stands for the kernel's {@code console_loglevel}, a piece of system state that patches change. */
public final class Printk {
    private static volatile int loglevel = 7;

    private Printk() {}

    public static int console_loglevel() {
        return loglevel;
    }

    public static void console_loglevel(int level) {
        loglevel = level;
    }
}
