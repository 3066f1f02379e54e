package org.klp4j.agent.weave;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One value for each object of the application's, such as a class loader, by the object's identity: it may think itself
 * equal to others, and its own {@code hashCode} is not ours to call. Keeps no object alive, as long as no value does.
 *
 * @param <K> of the objects
 * @param <V> of the values
 */
public final class ByIdentity<K, V> {
    /** Equal to each key of the same object; once the object is gone to itself alone, so that it can be taken out. */
    private static final class Key<K> extends WeakReference<K> {
        private final int hash;

        Key(K object, @Nullable ReferenceQueue<K> gone) {
            super(object, gone);
            hash = System.identityHashCode(object);
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
            K object = get();
            return object != null && other instanceof Key<?> key && key.get() == object;
        }
    }

    private final Function<K, V> fresh;
    private final ReferenceQueue<K> gone = new ReferenceQueue<>();
    private final Map<Key<K>, V> values = new HashMap<>(); // guarded by this

    /**
     * Objects not asked for before get a {@code fresh} value. That is made under no lock, for it may run code of the
     * application's; of threads that make one for the same object at once the first wins.
     */
    public ByIdentity(Function<K, V> fresh) {
        this.fresh = fresh;
    }

    /** The object's value. */
    public V of(K object) {
        V known = find(object);
        return known != null ? known : keep(object, fresh.apply(object));
    }

    private synchronized @Nullable V find(K object) {
        forgetTheGone();
        return values.get(new Key<>(object, null));
    }

    private synchronized V keep(K object, V value) {
        V known = values.putIfAbsent(new Key<>(object, gone), value);
        return known != null ? known : value;
    }

    /** The values of all objects that have one and live. */
    synchronized List<V> values() {
        forgetTheGone();
        return List.copyOf(values.values());
    }

    private void forgetTheGone() {
        for (Reference<?> key = gone.poll(); key != null; key = gone.poll()) {
            values.remove(key);
        }
    }
}
