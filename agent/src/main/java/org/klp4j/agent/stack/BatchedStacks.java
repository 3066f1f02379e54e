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
 *
 * <p>A stop costs something however few threads are looked at in it. It goes three times over all threads, running or
 * not: a millisecond and more among 10,000. And where the processors are busy the threads that were let go take them
 * first; this one comes back after milliseconds. So below a number of frames batches do not shrink: one thread a stop
 * would make thousands of stops that are no shorter.
 */
final class BatchedStacks implements StackSource {
    /** How long a batch may take; the stop is a part of that, making the traces and waiting for a processor the rest. */
    private static final long BATCH_NANOS = 1_000_000;

    /** Frames that are walked in half a millisecond: with fewer a stop would be hardly shorter. */
    private static final int FEW_FRAMES = 512;

    /** Among many threads one frame for so many of them: 10,000 are looked at in stops of two to three milliseconds. */
    private static final int THREADS_A_FRAME = 3;

    private static final int FIRST_BATCH = 8;
    private static final int LARGEST_BATCH = 1024;

    private final ThreadInternals internals;

    /** How many threads there were when all were looked at last, by any thread; nothing depends on its being exact. */
    private volatile int live;

    BatchedStacks(ThreadInternals internals) {
        this.internals = internals;
    }

    @Override
    public boolean visitAll(Predicate<String> classes, Visitor visitor) {
        Thread[] all = internals.platformThreads();
        live = all.length;
        visit(all, visitor);
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
            long nanos = System.nanoTime() - start;
            report(batch, traces, visitor);
            from += batch.length;
            size = traces == null ? 1 : next(batch.length, frames(traces), nanos, live);
        }
    }

    /**
     * How many threads the next batch has, after one of so many with so many frames in all took so long. Among many live
     * threads a batch is larger, lest the stops grow with their number in both count and length.
     */
    static int next(int threads, long frames, long nanos, int live) {
        long inTime = threads * BATCH_NANOS / Math.max(1, nanos);
        long few = Math.max(FEW_FRAMES, live / THREADS_A_FRAME);
        long withFewFrames = threads * few / Math.max(threads, frames);
        long wanted = Math.max(1, Math.max(inTime, withFewFrames));
        return (int) Math.min(wanted, Math.min(LARGEST_BATCH, threads * 2L));
    }

    private static long frames(StackTraceElement[] @Nullable [] traces) {
        long frames = 0;
        for (StackTraceElement @Nullable [] trace : traces) {
            frames += trace == null ? 0 : trace.length;
        }
        return frames;
    }

    private static void report(Thread[] batch, StackTraceElement @Nullable [][] traces, Visitor visitor) {
        for (int i = 0; i < batch.length; i++) {
            StackTraceElement[] trace = traces == null ? null : traces[i];
            boolean ended = trace == null && !batch[i].isAlive();
            visitor.visit(batch[i], trace == null ? new StackTraceElement[0] : trace, trace != null || ended);
        }
    }
}
