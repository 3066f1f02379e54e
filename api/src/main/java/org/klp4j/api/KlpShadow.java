package org.klp4j.api;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shadow variables: data that a patch attaches to existing objects, told apart by an id. They survive disabling,
 * replacing and unloading, and are shared by all patches. An object's shadow variables do not keep it alive and are
 * gone when it is, also when their data refers to the object; but data that does, and that others refer to only
 * weakly, may be dropped by those others while the object lives. Reading is lock-free; access to the data itself is the
 * caller's to order.
 */
public final class KlpShadow {
    /** Fills fresh data. */
    @FunctionalInterface
    public interface Constructor<T> {
        /** Returns 0 or a negative error number, with which the variable is not made. */
        int construct(Object object, T data, @Nullable Object argument);
    }

    /** Takes leave of data. */
    @FunctionalInterface
    public interface Destructor<T> {
        /** Is told the object and its data, which is no longer attached. */
        void destruct(Object object, T data);
    }

    private KlpShadow() {}

    /** {@code klp_shadow_get}: the data, or null. */
    public static @Nullable Object get(Object object, long id) {
        return Klp.core().shadowGet(object, id);
    }

    /**
     * {@code klp_shadow_alloc}: fresh data; null, and a line in the log, when there is some already or the constructor
     * failed.
     */
    public static <T> @Nullable T alloc(
            Object object,
            long id,
            Supplier<T> fresh,
            @Nullable Constructor<T> constructor,
            @Nullable Object argument) {
        synchronized (KlpShadow.class) {
            if (get(object, id) != null) {
                Klp.core().log("Duplicate shadow variable <" + name(object) + ", " + Long.toHexString(id) + ">");
                return null;
            }
            return attach(object, id, fresh, constructor, argument);
        }
    }

    /** {@code klp_shadow_get_or_alloc}: the data that is there, else as {@link #alloc}. */
    @SuppressWarnings("unchecked") // whoever shares an id agrees on the type
    public static <T> @Nullable T getOrAlloc(
            Object object,
            long id,
            Supplier<T> fresh,
            @Nullable Constructor<T> constructor,
            @Nullable Object argument) {
        Object known = get(object, id);
        if (known == null) {
            synchronized (KlpShadow.class) {
                known = get(object, id);
                if (known == null) {
                    return attach(object, id, fresh, constructor, argument);
                }
            }
        }
        return (T) known;
    }

    private static <T> @Nullable T attach(
            Object object,
            long id,
            Supplier<T> fresh,
            @Nullable Constructor<T> constructor,
            @Nullable Object argument) {
        T data = fresh.get();
        int error = constructor == null ? 0 : constructor.construct(object, data, argument);
        if (error != 0) {
            Klp.core()
                    .log("Failed to construct shadow variable <" + name(object) + ", " + Long.toHexString(id) + "> ("
                            + error + ")");
            return null;
        }
        Klp.core().shadowPutIfAbsent(object, id, data);
        return data;
    }

    /** {@code klp_shadow_free}: detaches the data, then runs the destructor; nothing when there is none. */
    public static <T> void free(Object object, long id, @Nullable Destructor<T> destructor) {
        synchronized (KlpShadow.class) {
            detach(object, id, destructor);
        }
    }

    /** {@code klp_shadow_free_all}: {@link #free} for every object that has a variable of this id, in no order. */
    public static <T> void freeAll(long id, @Nullable Destructor<T> destructor) {
        synchronized (KlpShadow.class) {
            for (Object object : Klp.core().shadowOwners(id)) {
                detach(object, id, destructor);
            }
        }
    }

    @SuppressWarnings("unchecked") // whoever shares an id agrees on the type
    private static <T> void detach(Object object, long id, @Nullable Destructor<T> destructor) {
        Object data = Klp.core().shadowRemove(object, id);
        if (data != null && destructor != null) {
            destructor.destruct(object, (T) data);
        }
    }

    /** Never the object's own toString: that is application code. */
    private static String name(Object object) {
        return object.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(object));
    }
}
