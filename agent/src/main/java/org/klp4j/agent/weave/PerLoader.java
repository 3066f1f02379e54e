package org.klp4j.agent.weave;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One value for each class loader, by the loader's identity: a loader may think itself equal to others, and its own
 * {@code hashCode} is not ours to call. Keeps no loader alive, as long as no value does.
 *
 * @param <T> of the values
 */
public final class PerLoader<T> {
    /** Equal to each key of the same loader; once the loader is gone to itself alone, so that it can be taken out. */
    private static final class Key extends WeakReference<ClassLoader> {
        private final int hash;

        Key(ClassLoader loader, @Nullable ReferenceQueue<ClassLoader> gone) {
            super(loader, gone);
            hash = System.identityHashCode(loader);
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
            ClassLoader loader = get();
            return loader != null && other instanceof Key key && key.refersTo(loader);
        }
    }

    private final Supplier<T> fresh;
    private final ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
    private final Map<Key, T> values = new HashMap<>(); // guarded by this

    /** Loaders not asked for before get a {@code fresh} value. */
    public PerLoader(Supplier<T> fresh) {
        this.fresh = fresh;
    }

    /** The loader's value. */
    public synchronized T of(ClassLoader loader) {
        forgetTheGone();
        T value = values.get(new Key(loader, null));
        if (value == null) {
            value = fresh.get();
            values.put(new Key(loader, gone), value);
        }
        return value;
    }

    /** The values of all loaders that have one and live. */
    synchronized List<T> values() {
        forgetTheGone();
        return List.copyOf(values.values());
    }

    private void forgetTheGone() {
        for (Reference<?> key = gone.poll(); key != null; key = gone.poll()) {
            values.remove(key);
        }
    }
}
