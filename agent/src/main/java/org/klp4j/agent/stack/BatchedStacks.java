package org.klp4j.agent.stack;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.StackSource;

/**
 * Stacks on JVMs before 21, where looking at another thread stops the world: in batches, each sized by how long the
 * one before it took. Every trace is whole; there are no virtual threads.
 */
final class BatchedStacks implements StackSource {
    /** How long one stop may take. */
    private static final long STOP_NANOS = 1_000_000;

    private static final int FIRST_BATCH = 8;
    private static final int LARGEST_BATCH = 1024;

    private final ThreadInternals internals;

    BatchedStacks(ThreadInternals internals) {
        this.internals = internals;
    }

    @Override
    public boolean visitAll(Predicate<String> classes, Visitor visitor) {
        visit(internals.platformThreads(), visitor);
        return true;
    }

    @Override
    public Collection<Thread> platformThreads() {
        return List.of(internals.platformThreads());
    }

    @Override
    public void visit(Collection<Thread> threads, Visitor visitor) {
        visit(threads.toArray(new Thread[0]), visitor);
    }

    @Override
    public void visitWhole(Collection<Thread> threads, Visitor visitor) {
        visit(threads, visitor);
    }

    private void visit(Thread[] threads, Visitor visitor) {
        int size = FIRST_BATCH;
        int from = 0;
        while (from < threads.length) {
            Thread[] batch = Arrays.copyOfRange(threads, from, Math.min(threads.length, from + size));
            long start = System.nanoTime();
            StackTraceElement[][] traces = internals.wholeStacks(batch);
            long stop = System.nanoTime() - start;
            report(batch, traces, visitor);
            from += batch.length;
            size = next(size, stop);
        }
    }

    private static int next(int size, long stop) {
        int fits = (int) Math.min(LARGEST_BATCH, size * STOP_NANOS / Math.max(1, stop));
        return Math.max(1, Math.min(fits, size * 2));
    }

    private static void report(Thread[] batch, StackTraceElement @Nullable [][] traces, Visitor visitor) {
        for (int i = 0; i < batch.length; i++) {
            StackTraceElement[] trace = traces == null ? null : traces[i];
            boolean ended = trace == null && !batch[i].isAlive();
            visitor.visit(batch[i], trace == null ? new StackTraceElement[0] : trace, trace != null || ended);
        }
    }
}
