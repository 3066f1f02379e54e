package org.klp4j.engine;

/** Comes back to an unfinished transition until it is over; tests drive it by hand. */
interface RetryWorker {
    /** What one retry does; true when the transition is over. */
    interface Attempt {
        boolean retry();
    }

    /** Starts to retry; what it returns makes the next retry come soon and may be called from any thread. */
    Runnable start(Attempt attempt);
}
