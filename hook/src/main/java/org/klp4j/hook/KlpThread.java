package org.klp4j.hook;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What one thread, platform or virtual, has done in one transition: {@code word = entries << 1 | universe}.
 *
 * <p><b>Who writes.</b> {@code word}: its thread (one more entry, or its own switch at a gate) and the worker (a switch
 * after a clean stack trace), both by compare-and-set. {@code next}: the thread before it publishes the record in
 * {@link KlpTransition#arrive}, afterwards only the worker. {@code transition}: its thread, once the record is
 * published. {@code nextLook}: only its thread.
 *
 * <p><b>Pairing.</b> The worker reads the word ({@link #word}), then takes the stack, then {@link #trySwitch}es: an
 * entry counted by {@link #countEntry} since the read makes the compare-and-set fail, and an activation older than
 * the read is in the trace. So a thread is never switched inside affected code.
 */
public final class KlpThread {
    static final ThreadLocal<KlpThread> LOCAL = new ThreadLocal<>();

    private static final AtomicLongFieldUpdater<KlpThread> WORD =
            AtomicLongFieldUpdater.newUpdater(KlpThread.class, "word");

    /** A thread that looked at its own stack in vain does not look again for this many times what the look cost it. */
    private static final int REST = 16;

    /** Nor for longer than this: a look may have cost so much because the JVM collected meanwhile. */
    private static final long LONGEST_REST_NANOS = 1_000_000_000;

    /** Spreads consecutive counts over all 64 bits. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Null until the record is on the transition's list: a record the worker cannot see counts as none. */
    @Nullable
    KlpTransition transition;

    private final Thread thread;
    private volatile long word;
    volatile @Nullable KlpThread next;

    /** When to look again; starts in the past, for a thread that has just arrived must look before it may count. */
    private long nextLook = System.nanoTime();

    KlpThread(Thread thread, int universe) {
        this.thread = thread;
        this.word = universe;
    }

    /** The thread this record is of. */
    public Thread thread() {
        return thread;
    }

    /** The whole word, for {@link #trySwitch}. */
    public long word() {
        return word;
    }

    /** 0 unpatched, 1 patched. */
    public int universe() {
        return (int) word & 1;
    }

    /** The record of the thread that arrived before this one, or null. */
    public @Nullable KlpThread next() {
        return next;
    }

    /** Moves the thread to the other universe unless it entered an affected function since {@code seen} was read. */
    public boolean trySwitch(long seen) {
        return WORD.compareAndSet(this, seen, seen ^ 1);
    }

    /** Moves the thread to {@code universe} whatever it is doing. */
    public void force(int universe) {
        long seen = word;
        while (((int) seen & 1) != universe && !trySwitch(seen)) {
            seen = word;
        }
    }

    boolean countEntry(long seen) {
        return WORD.compareAndSet(this, seen, seen + 2);
    }

    /**
     * Whether this call may ask for the time, which costs more than all the rest: the first one, then one in eight at
     * irregular distances, so that no rhythm of the caller's hides the one call in a chain that finds the stack clean.
     */
    static boolean asksForTime(long seen) {
        return ((seen >>> 1) * GOLDEN) >>> 61 == 0;
    }

    /**
     * Time decides, not the number of calls: in a chain of many calls only the outermost finds the stack clean, so that
     * a thread whose calls are slow must look often to find one of those.
     */
    boolean mayLook(long now) {
        return now - nextLook >= 0;
    }

    void lookedInVain(long start, long end) {
        long rest = (end - start) * REST;
        nextLook = end + (rest < LONGEST_REST_NANOS ? rest : LONGEST_REST_NANOS);
    }
}
