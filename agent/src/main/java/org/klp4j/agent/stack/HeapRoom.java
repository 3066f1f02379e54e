package org.klp4j.agent.stack;

/**
 * Whether there is room in the heap to take a thread's stack by a handshake. Between the handshake and the trace the JVM
 * (21 to 28) knows the methods it saw by bare addresses. A collection in between may free the old versions of methods
 * that were redefined, and the trace names something else then, or the JVM crashes. Where the heap is full, every
 * allocation for the trace collects. A dump of threads at a safepoint keeps its methods.
 */
final class HeapRoom {
    private static final long ENOUGH = 16 << 20; // bytes
    private static final int SHARE = 16;

    private HeapRoom() {}

    static boolean scarce() {
        Runtime runtime = Runtime.getRuntime();
        long most = runtime.maxMemory();
        long free = most - runtime.totalMemory() + runtime.freeMemory();
        return free < Math.min(ENOUGH, most / SHARE);
    }
}
