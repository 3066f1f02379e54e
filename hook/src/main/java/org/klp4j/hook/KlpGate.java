package org.klp4j.hook;

import org.jspecify.annotations.Nullable;

/**
 * The gate of a method that has two bodies: tells which of them this call runs.
 *
 * <p><b>Purpose.</b> During a transition every thread is in one of two universes, unpatched (0) or patched (1), and
 * must never run bodies of both inside one activation tree of affected functions.
 *
 * <p><b>Assumptions.</b> {@link #enter} runs inside the frame of the method it decides for, before either body.
 * {@link #begin} and {@link #end} are called by one thread at a time (under the engine's lock); at most one transition
 * is open.
 *
 * <p><b>Guarantees.</b> Every call gets an answer that agrees with the caller's universe; a call from a frame of a
 * finished transition gets that transition's outcome.
 *
 * <p><b>Progress.</b> Wait-free for a thread that is where the transition wants it; lock-free otherwise.
 */
public final class KlpGate {
    /**
     * Written by {@link #begin} and {@link #end} only (volatile); read by {@link #undecided}. Pairings: {@link #begin}
     * publishes the transition with all in it to the gate that finds it here. {@link #end} writes {@code outcomes}, then
     * this; a gate reads this, then {@code outcomes}: where it does not find its transition open it finds how that ended.
     * On x86 a plain field would keep both orders, since the accesses beside it are volatile; the memory model would not.
     */
    private static volatile @Nullable KlpTransition current;

    /** One bit per finished transition: 1 = it ended patched. Replaced as a whole by {@link #end} (volatile). */
    private static volatile long[] outcomes = new long[1];

    private KlpGate() {}

    /**
     * Called by woven code.
     *
     * @param id the transition the two bodies were woven for
     * @return true to run the body with the patch, false to run the body without it
     */
    public static boolean enter(int id) {
        KlpThread self = null;
        try {
            self = KlpThread.LOCAL.get();
        } catch (OutOfMemoryError noEntry) {
            // Only the first get of a thread allocates, so this thread has no record.
        }
        if (self != null) {
            KlpTransition transition = self.transition;
            if (transition != null && transition.id == id) {
                int wanted = transition.target(); // before the word: pairing (3) of KlpTransition
                if (self.universe() == wanted) {
                    return wanted == 1;
                }
            }
        }
        return undecided(id, self);
    }

    /**
     * Called by the methods of a class that has arrived without all it needs; see {@link KlpArrival}.
     *
     * @param id which arrival
     * @return true to call the method again, which has its new body now; false to run the body it was loaded with
     */
    public static boolean arrive(int id) {
        return KlpArrival.settled(id);
    }

    private static boolean undecided(int id, @Nullable KlpThread self) {
        KlpTransition transition = current;
        if (transition == null || transition.id != id) {
            return outcome(id);
        }
        if (transition.finished()) {
            // Before the caller may get a record: an unrecorded call just before may have run the target body.
            return transition.target() == 1;
        }
        KlpThread record = self != null && self.transition == transition ? self : null;
        Thread thread = null;
        try {
            thread = Thread.currentThread();
            if (record == null) {
                record = transition.arrive(thread);
            }
            return transition.decide(record);
        } catch (VirtualMachineError | LinkageError | RuntimeException failure) {
            // No memory or no stack left for the protocol: the call still gets a consistent answer.
            return transition.decideUnrecorded(record, thread);
        }
    }

    private static boolean outcome(int id) {
        long[] words = outcomes;
        int word = id >>> 6;
        return word < words.length && (words[word] >>> (id & 63) & 1) != 0;
    }

    /** Opens a transition; from now on gates woven with its id follow the protocol. */
    public static void begin(KlpTransition transition) {
        current = transition;
    }

    /** Closes the open transition; gates woven with its id answer its outcome from now on. */
    public static void end(KlpTransition transition) {
        outcomes = with(outcomes, transition.id, transition.target() == 1);
        current = null;
        transition.forgetThreads();
    }

    private static long[] with(long[] words, int id, boolean patched) {
        int word = id >>> 6;
        long[] next = new long[Math.max(words.length, word + 1)];
        System.arraycopy(words, 0, next, 0, words.length);
        if (patched) {
            next[word] |= 1L << (id & 63);
        }
        return next;
    }
}
