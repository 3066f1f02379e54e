package org.klp4j.hook;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a class and its superclasses that hold references, or {@link #OPAQUE}. They hang at the class, so they
 * go with it; and are kept as long as it, since making them readable may cost more than a round has: newer JDKs spin
 * classes for it, which a collection that clears soft references takes away again.
 */
final class KlpFields extends ClassValue<Field[]> {
    /** Of a class that is not to be looked into. */
    static final Field[] OPAQUE = {};

    @Override
    protected Field[] computeValue(Class<?> type) {
        return opaque(type) ? OPAQUE : declared(type);
    }

    private static boolean opaque(Class<?> type) {
        if (Reference.class.isAssignableFrom(type)
                || Thread.class.isAssignableFrom(type)
                || ThreadLocal.class.isAssignableFrom(type)
                || ClassLoader.class.isAssignableFrom(type)
                || type == Class.class
                || type == String.class
                || (type.isArray() && type.getComponentType().isPrimitive())) {
            return true;
        }
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            if (finalizable(at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean finalizable(Class<?> type) {
        try {
            return type.getDeclaredMethod("finalize").getReturnType() == void.class;
        } catch (NoSuchMethodException none) {
            return false;
        } catch (LinkageError | RuntimeException unreadable) {
            return true;
        }
    }

    private static Field[] declared(Class<?> type) {
        List<Field> all = new ArrayList<>();
        try {
            for (Class<?> at = type; at != null; at = at.getSuperclass()) {
                for (Field field : at.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()) {
                        field.setAccessible(true);
                        all.add(field);
                    }
                }
            }
        } catch (LinkageError | RuntimeException closed) {
            return OPAQUE;
        }
        return all.isEmpty() ? OPAQUE : all.toArray(new Field[0]);
    }
}
