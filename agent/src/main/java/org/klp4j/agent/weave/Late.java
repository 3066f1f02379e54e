package org.klp4j.agent.weave;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.klp4j.hook.KlpArrival;

/**
 * A copy that was woven before what its new code needs could be there: {@link LateArrivals} gives it both. Its loader
 * is held weakly, since the hook holds this until somebody calls the class or the loader is gone.
 */
final class Late extends WeakReference<ClassLoader> implements KlpArrival.Copy {
    final int id;
    final String className;
    private final LateArrivals arrivals;

    /**
     * Callers that wait. Each is woken by itself: in a latch's queue one would have to wake the next, and a virtual
     * thread there may have no carrier because others, which wait behind it, are pinned to theirs.
     */
    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

    /** Written by {@link #end} (volatile), after {@link #settled}; then callers are woken. */
    private volatile boolean over;

    /** Written by {@link #end} (volatile). */
    private volatile boolean settled;

    /** A caller has waited in vain; none waits any longer. */
    private final AtomicBoolean tooSlow = new AtomicBoolean();

    /** Somebody has brought along what was missing (volatile). */
    volatile boolean provided;

    Late(String className, ClassLoader loader, ReferenceQueue<ClassLoader> gone, LateArrivals arrivals) {
        super(loader, gone);
        this.className = className;
        this.arrivals = arrivals;
        this.id = KlpArrival.open(this);
    }

    @Override
    public boolean settle() {
        try {
            if (!tooSlow.get() && !over) {
                arrivals.settle(this);
            }
        } catch (Throwable failure) { // a door: no stack or no memory left, perhaps; the next call tries again
            arrivals.note(this, failure);
        }
        return settled;
    }

    /** Waits until {@link #end}, for as long as that is not for ever; true when this caller is the first to give up. */
    boolean await(long millis) {
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        waiting.add(Thread.currentThread());
        long left = end - System.nanoTime();
        while (!over && left > 0) {
            LockSupport.parkNanos(this, left);
            interrupted |= Thread.interrupted();
            left = end - System.nanoTime();
        }
        waiting.remove(Thread.currentThread());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !over && tooSlow.compareAndSet(false, true);
    }

    /**
     * No call waits any longer.
     *
     * @param success whether the class has its new bodies, rather than being left as it is
     */
    void end(boolean success) {
        if (over) {
            return;
        }
        settled = success;
        if (success) {
            KlpArrival.close(id);
        }
        over = true;
        waiting.forEach(LockSupport::unpark);
    }

    /** Nobody can call it any more. */
    void drop() {
        KlpArrival.close(id);
    }
}
