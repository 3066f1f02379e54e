package org.klp4j.engine;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * When stacks that are too deep for a cheap trace are walked in full, each in a stop of the world as long as the stack
 * is deep: not at once, since most of them are a recursion that will soon be over, and then more and more rarely.
 * Confined to the core's lock.
 */
final class DeepLooks {
    /** Frames from which on a trace that was whole has cost such a stop. */
    private static final int DEEP_FRAMES = 4_000;

    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(32);

    private long pause = TimeUnit.SECONDS.toNanos(1);
    private long next = System.nanoTime() + FIRST_NANOS;
    private final Set<Thread> deep = Collections.newSetFromMap(new IdentityHashMap<>());

    boolean due() {
        return System.nanoTime() - next >= 0;
    }

    /** A trace was taken; a deep one is not taken again before the next look is due. */
    void seen(Thread thread, StackTraceElement[] trace) {
        if (trace.length >= DEEP_FRAMES) {
            deep.add(thread);
        } else {
            deep.remove(thread);
        }
    }

    /** Whether this thread's stack is known to be deep, and is left alone for now. */
    boolean waits(Thread thread) {
        return deep.contains(thread) && !due();
    }

    /** The look that was due has been made. */
    void looked(boolean anybody) {
        if (anybody || !deep.isEmpty()) {
            next = System.nanoTime() + pause;
            pause = Math.min(LONGEST_NANOS, pause * 2);
        }
    }
}
