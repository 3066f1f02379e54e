package org.klp4j.agent.weave;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Copies that are not as they should be because there was no memory to weave them, such as those that were loaded while
 * the heap was full. A thread of the agent weaves them when there is some, and ends.
 */
final class Missed {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Each try costs the JVM a collection, and metaspace that is full may stay so. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** A class that is being defined is not among those that are loaded for a moment, or longer with other agents. */
    private static final int LOOKS = 3;

    private final ThreadFactory threads = AgentThreads.named("klp4j-missed");
    private final AtomicBoolean running = new AtomicBoolean();
    private final BooleanSupplier weave;

    /** Set by any thread, cleared by ours before it looks (volatile). */
    private volatile boolean some;

    /** @param weave tries once; false when there was no memory for all of them */
    Missed(BooleanSupplier weave) {
        this.weave = weave;
    }

    /** There is one. Blocks nobody and throws nothing. */
    void add() {
        some = true;
        goOn();
    }

    /** Called often: where there was no thread to be had, one is asked for again. */
    void goOn() {
        if (some && running.compareAndSet(false, true)) {
            boolean started = false;
            try {
                threads.newThread(this::run).start();
                started = true;
            } catch (Throwable none) { // a door: the next call tries again
            } finally {
                if (!started) {
                    running.set(false); // else the thread says when it ends
                }
            }
        }
    }

    /** Whether there is any now. */
    boolean some() {
        return some || running.get();
    }

    private void run() {
        try {
            while (some) {
                some = false;
                weaveAll();
            }
        } finally {
            running.set(false);
        }
    }

    private void weaveAll() {
        long pause = FIRST_NANOS;
        for (int looks = 0; looks < LOOKS; ) {
            LockSupport.parkNanos(pause);
            pause = Math.min(LONGEST_NANOS, pause * 8);
            looks += woven() ? 1 : 0;
        }
    }

    private boolean woven() {
        try {
            return weave.getAsBoolean();
        } catch (OutOfMemoryError full) {
            return false;
        }
    }
}
