package org.klp4j.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Steps that must not be left undone once something has changed, such as the way back from a failed operation. They
 * are done in order, each to its end: one that runs out of memory is repeated until there is some. Made before anything
 * changes, since making it takes memory as well.
 */
public final class UntilDone {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Runnable[] steps;

    /** Each step must bear to be repeated after it ran out of memory. */
    public UntilDone(Runnable... steps) {
        this.steps = steps;
    }

    /** Does them all; allocates nothing itself. */
    public void run() {
        for (Runnable step : steps) {
            long pause = FIRST_NANOS;
            while (!done(step)) {
                pause(pause);
                pause = Math.min(LONGEST_NANOS, pause * 2);
            }
        }
    }

    private static boolean done(Runnable step) {
        try {
            step.run();
            return true;
        } catch (OutOfMemoryError full) {
            return false;
        }
    }

    /** An interrupt would make each pause end at once, and each attempt costs the JVM a full collection. */
    private static void pause(long nanos) {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(nanos);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
