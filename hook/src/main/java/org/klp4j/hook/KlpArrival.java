package org.klp4j.hook;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Copies of patched classes that could not be given all their new code needs while they were being defined, because
 * what is missing extends that very class. Their patched methods ask here before they run; whoever comes first brings
 * the missing along, waits until the class has its new bodies, and calls the method again.
 */
public final class KlpArrival {
    /** One such copy. */
    public interface Copy {
        /** Sees to it that the class gets what it needs. Never throws; false when it has not got it. */
        boolean settle();
    }

    /** Those not provided for yet, by the id woven into them. */
    private static final ConcurrentHashMap<Integer, Copy> OPEN = new ConcurrentHashMap<>();

    private static final AtomicInteger LAST = new AtomicInteger();

    private KlpArrival() {}

    /** The id the methods of this copy are to ask with. */
    public static int open(Copy copy) {
        int id = LAST.incrementAndGet();
        OPEN.put(id, copy);
        return id;
    }

    /** The class has its new bodies: a call that still asks is led to them. */
    public static void close(int id) {
        OPEN.remove(id);
    }

    /** Called by woven code; true = call the method again, false = run the body it had when it was loaded. */
    static boolean settled(int id) {
        Copy open = OPEN.get(id);
        return open == null || open.settle();
    }
}
