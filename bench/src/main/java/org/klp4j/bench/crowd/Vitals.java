package org.klp4j.bench.crowd;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;

/**
 * What a JVM uses.
 *
 * @param heap used, KB
 * @param metaspace used, KB
 * @param codeCache used, KB
 * @param classes loaded
 * @param threads live platform threads
 */
public record Vitals(double heap, double metaspace, double codeCache, double classes, double threads) {
    private static final double KB = 1024;

    /** Of this JVM, as one line. */
    static String now() {
        double metaspace = 0;
        double codeCache = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            double used = pool.getUsage().getUsed() / KB;
            if (pool.getName().equals("Metaspace")) {
                metaspace += used;
            } else if (pool.getName().startsWith("Code")) {
                codeCache += used;
            }
        }
        double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / KB;
        int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        return heap + " " + metaspace + " " + codeCache + " " + classes + " " + threads;
    }

    /** Of such a line. */
    public static Vitals parse(String line) {
        String[] words = line.split(" ");
        return new Vitals(
                Double.parseDouble(words[0]),
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]),
                Double.parseDouble(words[4]));
    }
}
