package org.klp4j.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The retry worker of one transition: a thread that lives as long as the transition does. It comes back after
 * milliseconds at first, later every second, and never spends more than a small share of a processor.
 */
final class Retries implements Runnable {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Rest at least this many times as long as the attempt took. */
    private static final int REST = 8;
    /** The first attempts take long because their code has never run before, and are not made to pay for that. */
    private static final int COLD_ATTEMPTS = 3;

    private final RetryWorker.Attempt attempt;
    /** Set by {@link #soon} from any thread, cleared by the worker. */
    private volatile boolean hurry;

    private final Thread thread;

    private Retries(RetryWorker.Attempt attempt) {
        this.attempt = attempt;
        this.thread = new Thread(null, this, "klp4j-transition", 0, false);
        thread.setDaemon(true);
    }

    static Runnable start(RetryWorker.Attempt attempt) {
        Retries retries = new Retries(attempt);
        retries.thread.start();
        return retries::soon;
    }

    /** Starts over with short pauses: the direction has changed, or threads were woken or forced. */
    private void soon() {
        hurry = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        long pause = FIRST_NANOS;
        boolean over = false;
        for (int attempts = 1; !over; attempts++) {
            LockSupport.parkNanos(pause);
            if (hurry) {
                hurry = false;
                pause = FIRST_NANOS;
            }
            long start = System.nanoTime();
            over = retried();
            long cost = System.nanoTime() - start;
            pause = Math.min(LONGEST_NANOS, Math.max(pause * 2, attempts > COLD_ATTEMPTS ? cost * REST : cost));
        }
    }

    private boolean retried() {
        try {
            return attempt.retry();
        } catch (OutOfMemoryError none) { // even to log that it failed
            return false;
        }
    }
}
