package org.klp4j.hook;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One shadow variable: an object by identity, held weakly, an id, and the value.
 *
 * <p><b>Who writes.</b> {@code state}: threads that set the variable (plain volatile writes), {@link KlpShadowKeeper}
 * when it lets go of the value ({@link #loosen}), and whoever ends that ({@link #tighten}), both by compare-and-set
 * from the very state they read; so a value that was set meanwhile is never lost. {@code due} and {@code pause}: the
 * keeper only.
 */
final class KlpShadowCell extends WeakReference<Object> {
    private static final AtomicReferenceFieldUpdater<KlpShadowCell, Object> STATE =
            AtomicReferenceFieldUpdater.newUpdater(KlpShadowCell.class, Object.class, "state");

    final long id;
    private final int hash;

    /** The value, or {@link Loose} while the keeper waits for what the garbage collector says of it. */
    private volatile Object state;

    /** The round in which the keeper looks at this again, and how many rounds it lets pass then. */
    int due;

    int pause = 1;

    /** A value that only a final reference holds, and what of it must be held meanwhile. */
    private static final class Loose {
        final Reference<?> value;

        @SuppressWarnings("UnusedVariable") // it keeps
        private final Object[] kept;

        Loose(Reference<?> value, Object[] kept) {
            this.value = value;
            this.kept = kept;
        }
    }

    KlpShadowCell(Object object, long id, Object value, @Nullable ReferenceQueue<Object> gone) {
        super(object, gone);
        this.id = id;
        this.hash = hash(object, id);
        this.state = value;
    }

    static int hash(Object object, long id) {
        return System.identityHashCode(object) * 31 + (int) (id ^ (id >>> 32));
    }

    /** The value. */
    Object value() {
        Object now = state;
        return now instanceof Loose ? tighten() : now;
    }

    /** The value unless it is loose. */
    @Nullable
    Object strong() {
        Object now = state;
        return now instanceof Loose ? null : now;
    }

    /** Lets go of {@code expected}; false when it is not the value any more. */
    boolean loosen(Object expected, Reference<?> held, Object[] kept) {
        return STATE.compareAndSet(this, expected, new Loose(held, kept));
    }

    /** Holds the value again, and returns it. */
    Object tighten() {
        for (; ; ) {
            Object now = state;
            if (!(now instanceof Loose loose)) {
                return now;
            }
            // Null for a moment only: while a concurrent collector settles what is reachable.
            Object value = loose.value.get();
            if (value == null) {
                Thread.onSpinWait();
            } else if (STATE.compareAndSet(this, loose, value)) {
                return value;
            }
        }
    }

    /** The object is gone, and nobody can ask for the value any more. */
    void clearValue() {
        state = STATE;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        Object object = get();
        return object != null && other instanceof KlpShadowCell cell && cell.id == id && cell.refersTo(object);
    }

    /** Finds a cell without making one. */
    static final class Probe {
        private final Object object;
        private final long id;

        Probe(Object object, long id) {
            this.object = java.util.Objects.requireNonNull(object);
            this.id = id;
        }

        @Override
        public int hashCode() {
            return hash(object, id);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof KlpShadowCell cell && cell.id == id && cell.refersTo(object);
        }
    }
}
