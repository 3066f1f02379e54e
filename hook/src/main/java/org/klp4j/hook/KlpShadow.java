package org.klp4j.hook;

import org.jspecify.annotations.Nullable;

/**
 * A shadow variable: a field that objects have without their class having it. Objects are told apart by identity and
 * not kept alive; an entry goes when its object does. Each module makes one subclass per field and loader, so a table
 * lives no longer than the classes that use it.
 *
 * <p>Reads and writes have at least the memory effects of those of a volatile field.
 */
public abstract class KlpShadow {
    private static final Object NULL = new Object();

    private final KlpShadowMap values = new KlpShadowMap();
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
        Object value = values.get(key, 0);
        if (value == null) {
            value = first(key);
        }
        return value == NULL ? null : value;
    }

    private Object first(Object key) {
        Object initial = initial(key);
        Object value = initial == null ? NULL : initial;
        Object other = values.putIfAbsent(key, 0, value);
        return other == null ? value : other;
    }

    /** Writes the field of an object. */
    public final void set(Object key, @Nullable Object value) {
        values.put(key, 0, value == null ? NULL : value);
    }

    /** How many objects have a value. */
    public final int size() {
        return values.size();
    }

    @Override
    public final String toString() {
        return name;
    }
}
