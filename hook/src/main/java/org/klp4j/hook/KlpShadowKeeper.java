package org.klp4j.hook;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes a shadow variable go when its object goes, also when the value refers to the object. A map with weak keys would
 * keep both for ever, and the JVM has no ephemerons. It has final references, which a garbage collector announces
 * <em>after</em> it has cleared the weak references to all that is reachable through nothing else. So the keeper holds
 * a value that leads back to its object by a final reference only. When that is announced, nobody else has the value;
 * and if the weak key has been cleared, nobody has the object either, and the entry goes. Else the value is held again
 * as before, for a number of rounds that doubles. Whoever asks for the value meanwhile gets it.
 *
 * <p>The price: such a round also clears the application's weak references to what leads from the value back to the
 * object, unless somebody holds that strongly. What else the value refers to is held by the cell. See
 * {@link KlpReach}.
 *
 * <p>A round begins when a garbage collection has taken the last one's canary, and takes a bounded part of the time
 * since, unless memory is short. The thread is there while there are entries; it waits without a timeout.
 */
final class KlpShadowKeeper implements Runnable {
    private static final int MOST_ROUNDS = 1 << 10;
    private static final long LEAST_NANOS = 2_000_000;
    private static final int SHARE = 50;

    private static final List<WeakReference<KlpShadowMap>> MAPS = new ArrayList<>(); // guarded by itself
    private static final List<KlpShadowMap> NO_MAPS = new ArrayList<>();
    private static final @Nullable Constructor<?> FINAL_REFERENCE = finalReference();

    /** Whether there is no keeper, and there could be one. */
    private static final AtomicBoolean WANTED = new AtomicBoolean(FINAL_REFERENCE != null);

    private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
    private final Map<Reference<?>, KlpShadowCell> loose = new IdentityHashMap<>();
    private final KlpFields fields = new KlpFields();
    private Reference<?> canary = new WeakReference<>(new Object(), queue);
    private Iterator<KlpShadowMap> maps = NO_MAPS.iterator();
    private @Nullable Iterator<KlpShadowCell> cells;
    private long lastRound = System.nanoTime();
    private int round;

    private KlpShadowKeeper() {}

    /** Null where the JVM has no such class any more: entries then are merely kept. */
    private static @Nullable Constructor<?> finalReference() {
        try {
            Constructor<?> constructor = Class.forName("java.lang.ref.FinalReference")
                    .getDeclaredConstructor(Object.class, ReferenceQueue.class);
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException | RuntimeException absent) {
            return null;
        }
    }

    static void add(KlpShadowMap map) {
        synchronized (MAPS) {
            MAPS.add(new WeakReference<>(map));
        }
    }

    /** Called by whoever has made an entry. */
    static void begin() {
        if (WANTED.get() && WANTED.compareAndSet(true, false)) {
            try {
                start();
            } catch (Throwable noThread) { // of the application's code only what it asked for may fail
                WANTED.set(true);
            }
        }
    }

    /** Inherits nothing from the thread at hand. */
    private static void start() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread thread = new Thread(group, new KlpShadowKeeper(), "klp4j-shadow", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
    }

    @Override
    public void run() {
        boolean more = true;
        while (more) {
            try {
                Reference<?> announced = queue.remove();
                if (announced == canary) {
                    canary = new WeakReference<>(new Object(), queue);
                    more = round();
                } else {
                    answer(announced);
                }
            } catch (InterruptedException nobodyDoes) {
                // goes on
            } catch (Throwable noMemory) {
                more = false;
                WANTED.set(true); // the next entry brings another
            }
        }
    }

    /** What was announced is reachable from here only. */
    private void answer(Reference<?> announced) {
        KlpShadowCell cell = loose.remove(announced);
        if (cell != null && cell.get() != null) {
            cell.tighten();
        } else if (cell != null) {
            cell.clearValue();
        }
    }

    private boolean round() throws ReflectiveOperationException {
        long start = System.nanoTime();
        long most = crowded() ? Long.MAX_VALUE : Math.max(LEAST_NANOS, (start - lastRound) / SHARE);
        lastRound = start;
        round++;
        List<KlpShadowMap> all = maps();
        KlpShadowCell cell = next(all);
        while (cell != null && System.nanoTime() - start < most) {
            examine(cell);
            cell = next(all);
        }
        return !loose.isEmpty() || !allEmpty(all) || !retire();
    }

    /** Whether memory is worth more than time: half of it is in use right after a collection. */
    private static boolean crowded() {
        Runtime heap = Runtime.getRuntime();
        return heap.totalMemory() - heap.freeMemory() > heap.maxMemory() / 2;
    }

    /** Entries may have been made since they were counted. */
    private boolean retire() {
        WANTED.set(true);
        return allEmpty(maps()) || !WANTED.compareAndSet(true, false);
    }

    private static List<KlpShadowMap> maps() {
        List<KlpShadowMap> all = new ArrayList<>();
        synchronized (MAPS) {
            for (Iterator<WeakReference<KlpShadowMap>> each = MAPS.iterator(); each.hasNext(); ) {
                KlpShadowMap map = each.next().get();
                if (map == null) {
                    each.remove();
                } else {
                    all.add(map);
                }
            }
        }
        return all;
    }

    private static boolean allEmpty(List<KlpShadowMap> all) {
        for (KlpShadowMap map : all) {
            if (map.size() > 0) {
                return false;
            }
        }
        return true;
    }

    /** The cell after the last one, null after all; a round that had no time for all goes on where it ended. */
    private @Nullable KlpShadowCell next(List<KlpShadowMap> all) {
        if (cells == null) {
            maps = all.iterator();
        }
        while (cells == null || !cells.hasNext()) {
            if (!maps.hasNext()) {
                cells = null;
                maps = NO_MAPS.iterator(); // the old one would keep them alive
                return null;
            }
            KlpShadowMap map = maps.next();
            map.expunge();
            cells = map.iterator();
        }
        return cells.next();
    }

    private void examine(KlpShadowCell cell) throws ReflectiveOperationException {
        Object object = cell.get();
        Object value = cell.strong();
        if (object == null || value == null || cell.due - round > 0) {
            return;
        }
        cell.due = round + cell.pause;
        cell.pause = Math.min(cell.pause * 2, MOST_ROUNDS);
        Object[] kept = KlpReach.besides(value, object, fields);
        if (kept != null && FINAL_REFERENCE != null) {
            Reference<?> held = (Reference<?>) FINAL_REFERENCE.newInstance(value, queue);
            loose.put(held, cell);
            if (!cell.loosen(value, held, kept)) {
                loose.remove(held);
            }
        }
    }
}
