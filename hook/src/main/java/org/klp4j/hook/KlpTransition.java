package org.klp4j.hook;

import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The half of a transition that application threads touch.
 *
 * <p><b>Purpose.</b> Takes every thread from one universe to the other without stopping it. A thread without a record
 * never passed a gate of this transition: either its stack is clean, and its first gate puts it where the transition
 * wants it, or it still runs bodies from before the transition, and belongs to the universe of {@code origin}.
 *
 * <p><b>Who writes.</b> {@code target}, {@code busy}, {@code finished}, {@code forced}: the engine, under its lock.
 * {@code distrust}: set by any thread in {@link #decideUnrecorded}, cleared by the engine. {@code head}: pushed by
 * arriving threads, cut by the engine. {@code affected}: cleared by the engine when the transition is over.
 *
 * <p><b>Pairings.</b> (1) {@link #arrive} publishes a record, then {@link #decide} reads {@code target};
 * {@link #turnTo} writes {@code target}, later the engine walks the records: whoever is second sees the other.
 * (2) {@link #decideUnrecorded} sets {@code distrust}, then waits while {@code busy}; the engine sets {@code busy},
 * then reads {@code distrust} ({@link #beginSwitching}, {@link #tryFinish}), all volatile: at least one of the two sees
 * the other, so no thread is switched and no transition ends behind the back of an unrecorded call. (3) A gate reads
 * {@code target}, then the word; the engine writes {@code target} and the words in turn, and a direction is kept while
 * threads are switched: a gate that saw an old target finds either an old word, which is right, or one that differs.
 */
public final class KlpTransition {
    private static final AtomicReferenceFieldUpdater<KlpTransition, KlpThread> HEAD =
            AtomicReferenceFieldUpdater.newUpdater(KlpTransition.class, KlpThread.class, "head");

    final int id;
    private final int origin;
    private volatile @Nullable KlpAffected affected;
    private volatile @Nullable KlpThread head;

    private volatile int target;
    private volatile boolean forced;
    private volatile boolean busy;
    private volatile boolean distrust;
    private volatile boolean finished;

    /** Who set {@code busy}; written before it and cleared after it, so that it can be told from others. */
    private @Nullable Thread switcher;

    /** A transition that takes every thread to universe {@code target} (0 or 1) from the other one. */
    public KlpTransition(int id, int target, KlpAffected affected) {
        this.id = id;
        this.target = target;
        this.origin = 1 - target;
        this.affected = affected;
    }

    /** The universe the transition leads to now. */
    public int target() {
        return target;
    }

    /** The universe every thread was in before the transition. */
    public int origin() {
        return origin;
    }

    /** Changes the direction. */
    public void turnTo(int universe) {
        target = universe;
    }

    boolean finished() {
        return finished;
    }

    /** The newest record; older ones follow by {@link KlpThread#next}. */
    public @Nullable KlpThread records() {
        return head;
    }

    boolean decide(KlpThread self) {
        while (true) {
            int wanted = target; // before the word: pairing (3)
            long seen = self.word();
            int universe = (int) seen & 1;
            if (universe == wanted) {
                return universe == 1;
            }
            if (forced) {
                // The engine sets forced, then walks the records; this record was on the list before it was read.
                self.force(wanted);
            } else if (mayLook(self, seen) && stackIsClean(self)) {
                self.trySwitch(seen);
            } else if (self.countEntry(seen)) {
                return universe == 1;
            }
        }
    }

    private static boolean mayLook(KlpThread self, long seen) {
        return KlpThread.asksForTime(seen) && self.mayLook(System.nanoTime());
    }

    /** The record of a thread that has none yet; when this throws, it still has none. */
    KlpThread arrive(Thread thread) {
        boolean inside = insideAffected();
        KlpThread known = inside ? recordOf(thread) : null;
        if (known != null) {
            return known;
        }
        KlpThread self = new KlpThread(thread, inside && !forced ? origin : target);
        KlpThread.LOCAL.set(self);
        KlpThread newest;
        do {
            newest = head;
            self.next = newest;
        } while (!HEAD.compareAndSet(this, newest, self));
        self.transition = this;
        return self;
    }

    private boolean insideAffected() {
        KlpAffected functions = affected;
        return functions != null && functions.onOwnStack();
    }

    /** Only fork-join workers lose their thread locals while they live. */
    private @Nullable KlpThread recordOf(Thread thread) {
        if (thread instanceof ForkJoinWorkerThread) {
            for (KlpThread record = head; record != null; record = record.next) {
                if (record.thread() == thread) {
                    return record;
                }
            }
        }
        return null;
    }

    private boolean stackIsClean(KlpThread self) {
        long start = System.nanoTime();
        if (!insideAffected()) {
            return true;
        }
        self.lookedInVain(start, System.nanoTime());
        return false;
    }

    /**
     * The answer where memory or stack do not suffice to record the call: calls nothing, allocates nothing.
     *
     * @param self the caller's record, if it has one
     * @param thread the caller, if there was stack enough to ask; the engine's own thread does not wait for itself
     */
    @SuppressWarnings("EmptyWhile") // a call to onSpinWait may be the frame that does not fit
    boolean decideUnrecorded(@Nullable KlpThread self, @Nullable Thread thread) {
        distrust = true;
        while (busy && (thread == null || thread != switcher)) {}
        if (finished) {
            return target == 1;
        }
        if (self != null) {
            return self.universe() == 1;
        }
        return (forced ? target : origin) == 1;
    }

    /**
     * Called by the engine before it takes the stacks of threads it may switch; {@link #endSwitching} must follow soon.
     *
     * @return false when some call went unrecorded: nothing may be switched before all stacks are looked at again
     */
    public boolean beginSwitching() {
        switcher = Thread.currentThread();
        busy = true;
        return !distrust;
    }

    /** Whether every call since {@link #beginSwitching} was recorded; asked again right before each switch. */
    public boolean trusted() {
        return !distrust;
    }

    /** Lets unrecorded calls go on. */
    public void endSwitching() {
        busy = false;
        switcher = null;
    }

    /** Forgets unrecorded calls; the engine looks at every stack of the JVM afterwards. */
    public boolean takeDistrust() {
        if (!distrust) {
            return false;
        }
        distrust = false;
        return true;
    }

    /** Ends the protocol unless some call went unrecorded; the caller has seen every thread at the target. */
    public boolean tryFinish() {
        busy = true;
        if (!distrust) {
            finished = true;
        }
        busy = false;
        return finished;
    }

    /** Ends the protocol for every thread that still has to switch, whatever is on its stack. */
    public void force() {
        forced = true;
        for (KlpThread record = head; record != null; record = record.next) {
            record.force(target);
        }
    }

    /** Drops the records of threads that have ended. Called by the engine, which alone cuts the list. */
    public void dropTerminated() {
        KlpThread previous = head;
        if (previous == null) {
            return;
        }
        for (KlpThread record = previous.next; record != null; record = record.next) {
            if (record.thread().isAlive()) {
                previous = record;
            } else {
                previous.next = record.next;
            }
        }
    }

    /** Keeps nothing alive through the records that threads still hold once the transition is over. */
    void forgetThreads() {
        affected = null;
        KlpThread record = HEAD.getAndSet(this, null);
        while (record != null) {
            KlpThread next = record.next;
            record.next = null;
            record = next;
        }
    }
}
