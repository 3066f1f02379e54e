package org.klp4j.hook;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A copy of a patched class that could not be given all its new code needs while it was being defined, because what
 * is missing extends that very class. Its patched methods ask here before they run; whoever comes first brings the
 * missing along, waits until the class has its new bodies, and calls the method again.
 */
public abstract class KlpArrival {
    /** Those not provided for yet, by the id woven into them. */
    private static final ConcurrentHashMap<Integer, KlpArrival> OPEN = new ConcurrentHashMap<>();

    private static final AtomicInteger LAST = new AtomicInteger();

    /** What the methods of this copy ask with. */
    public final int id;

    /** Open from now on. */
    protected KlpArrival() {
        id = LAST.incrementAndGet();
        OPEN.put(id, this);
    }

    /** Called by woven code; true = call the method again, false = run the body it had when it was loaded. */
    static boolean settled(int id) {
        KlpArrival open = OPEN.get(id);
        return open == null || open.settle();
    }

    /** Sees to it that the class gets what it needs. Never throws; false when it has not got it. */
    protected abstract boolean settle();

    /** The class has its new bodies: a call that still asks is led to them. */
    protected final void close() {
        OPEN.remove(id, this);
    }
}
