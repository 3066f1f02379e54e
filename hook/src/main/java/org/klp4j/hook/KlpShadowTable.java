package org.klp4j.hook;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Shadow variables: data attached to existing objects, by the object's identity and an id. Calls nothing an object
 * may override.
 *
 * <p><b>Progress.</b> {@link #get} is lock-free.
 */
public final class KlpShadowTable {
    private static final ConcurrentHashMap<Object, Object> TABLE = new ConcurrentHashMap<>();
    private static final ReferenceQueue<Object> GONE = new ReferenceQueue<>();

    private KlpShadowTable() {}

    /** The data, or null. */
    public static @Nullable Object get(Object object, long id) {
        return TABLE.get(new Probe(object, id));
    }

    /** Attaches data in place of what was there. */
    public static void put(Object object, long id, Object data) {
        expunge();
        TABLE.put(new Key(object, id), data);
    }

    /** Attaches data unless there is some; returns what was there, or null. */
    public static @Nullable Object putIfAbsent(Object object, long id, Object data) {
        expunge();
        return TABLE.putIfAbsent(new Key(object, id), data);
    }

    /** Takes the data away; returns it, or null. */
    public static @Nullable Object remove(Object object, long id) {
        expunge();
        return TABLE.remove(new Probe(object, id));
    }

    /** The objects that have data of this id. */
    public static List<Object> owners(long id) {
        List<Object> owners = new ArrayList<>();
        for (Object element : TABLE.keySet()) {
            Key key = (Key) element;
            Object owner = key.id == id ? key.get() : null;
            if (owner != null) {
                owners.add(owner);
            }
        }
        return owners;
    }

    private static void expunge() {
        for (Reference<?> gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            TABLE.remove(gone);
        }
    }

    private static int hash(Object object, long id) {
        return System.identityHashCode(object) * 31 + (int) (id ^ (id >>> 32));
    }

    private static final class Key extends WeakReference<Object> {
        private final int hash;
        private final long id;

        Key(Object object, long id) {
            super(object, GONE);
            this.hash = hash(object, id);
            this.id = id;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other == this || (other instanceof Key key && same(key));
        }

        private boolean same(Key other) {
            Object object = get();
            return object != null && other.id == id && other.refersTo(object);
        }
    }

    /** Finds a key without making one. */
    private static final class Probe {
        private final Object object;
        private final long id;

        Probe(Object object, long id) {
            this.object = object;
            this.id = id;
        }

        @Override
        public int hashCode() {
            return hash(object, id);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.id == id && key.refersTo(object);
        }
    }
}
