package org.klp4j.engine;

/** Counts what might allocate, and says where memory ends. Called by the code that {@link ShortOfMemory} has loaded. */
public final class Allocations {
    private static int left = Integer.MAX_VALUE;
    private static int failing;
    private static boolean reached;

    private Allocations() {}

    /** The allocation number {@code first} fails, counting from 1, with those right after it, {@code many} in all. */
    public static void fail(int first, int many) {
        left = first;
        failing = many;
    }

    /** There is memory again. */
    public static void end() {
        reached = left <= 0;
        left = Integer.MAX_VALUE;
    }

    /** Whether there was a moment last time when there was none. */
    static boolean reached() {
        return reached;
    }

    /** An allocation. */
    public static void next() {
        if (left == Integer.MAX_VALUE) {
            return;
        }
        left--;
        if (left <= 0 && left > -failing) {
            throw new OutOfMemoryError("allocation that the test lets fail");
        }
    }
}
