package org.klp4j.hook;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A shadow variable: a field that objects have without their class having it. Keys are objects by identity, held
 * weakly; an entry goes when its object does. Each module makes one subclass per field and loader, so a table lives
 * no longer than the classes that use it.
 *
 * <p>Reads and writes have the memory effects of {@link ConcurrentHashMap}, so at least those of a volatile field.
 */
public abstract class KlpShadow {
    private static final Object NULL = new Object();

    private final ConcurrentHashMap<Object, Object> values = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();
    private final String name;

    /**
     * An empty table.
     *
     * @param name {@code class.field:descriptor}
     */
    protected KlpShadow(String name) {
        this.name = name;
    }

    /** The value an object begins with that never had one set. */
    protected abstract @Nullable Object initial(Object key);

    /** Reads the field of an object. */
    public final @Nullable Object get(Object key) {
        Object value = values.get(new Probe(key));
        if (value == null) {
            value = first(key);
        }
        return value == NULL ? null : value;
    }

    private Object first(Object key) {
        Object initial = initial(key);
        Object value = initial == null ? NULL : initial;
        expunge();
        Object other = values.putIfAbsent(new Key(key, gone), value);
        return other == null ? value : other;
    }

    /** Writes the field of an object. */
    public final void set(Object key, @Nullable Object value) {
        expunge();
        values.put(new Key(key, gone), value == null ? NULL : value);
    }

    /** How many objects have a value. */
    public final int size() {
        expunge();
        return values.size();
    }

    private void expunge() {
        for (Reference<?> key = gone.poll(); key != null; key = gone.poll()) {
            values.remove(key);
        }
    }

    @Override
    public final String toString() {
        return name;
    }

    /** An object by identity, held weakly. */
    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object key, ReferenceQueue<Object> queue) {
            super(key, queue);
            hash = System.identityHashCode(key);
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
            Object mine = get();
            return mine != null && other instanceof Key that && that.get() == mine;
        }
    }

    /** What a key is looked up with. */
    private static final class Probe {
        private final Object key;

        Probe(Object key) {
            this.key = java.util.Objects.requireNonNull(key);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(key);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && that.get() == key;
        }
    }
}
