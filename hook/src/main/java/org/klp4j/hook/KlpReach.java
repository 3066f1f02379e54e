package org.klp4j.hook;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which part of what a value refers to leads back to an object. It looks at a bounded number of objects and not into
 * those it could do harm to: threads, class loaders, references of all kinds, objects with finalizers. All it does not
 * look into counts as not leading back.
 */
final class KlpReach {
    private static final int MOST_OBJECTS = 256;
    private static final int MOST_ELEMENTS = 256;
    private static final Field[] OPAQUE = {};

    private final Map<Class<?>, Field[]> fields;
    private final Object object;
    private final List<Object> found = new ArrayList<>();
    private final List<List<Integer>> referrers = new ArrayList<>();
    private final Map<Object, Integer> numbers = new IdentityHashMap<>();
    private final List<Integer> leading = new ArrayList<>();

    private KlpReach(Object object, Map<Class<?>, Field[]> fields) {
        this.object = object;
        this.fields = fields;
    }

    /**
     * Null when nothing leads from the value back to the object, or when letting go of what does could be noticed;
     * else all that was found and does not lead back.
     *
     * @param fields of classes seen before; added to
     */
    static Object @Nullable [] besides(Object value, Object object, Map<Class<?>, Field[]> fields) {
        if (value == object) {
            return new Object[0];
        }
        if (fieldsOf(value.getClass(), fields) == OPAQUE) {
            return null;
        }
        KlpReach reach = new KlpReach(object, fields);
        reach.look(value);
        return reach.besides();
    }

    private void look(Object value) {
        number(value);
        for (int i = 0; i < found.size(); i++) {
            Object from = found.get(i);
            if (from instanceof Object[] array) {
                for (int e = 0; e < array.length && array.length <= MOST_ELEMENTS; e++) {
                    follow(i, array[e]);
                }
            } else {
                for (Field field : fieldsOf(from.getClass(), fields)) {
                    follow(i, read(field, from));
                }
            }
        }
    }

    private void follow(int from, @Nullable Object to) {
        if (to == object) {
            leading.add(from);
        } else if (to != null) {
            Integer number = number(to);
            if (number != null) {
                referrers.get(number).add(from);
            }
        }
    }

    private @Nullable Integer number(Object next) {
        Integer known = numbers.get(next);
        if (known == null && found.size() < MOST_OBJECTS) {
            known = found.size();
            numbers.put(next, known);
            found.add(next);
            referrers.add(new ArrayList<>(2));
        }
        return known;
    }

    private Object @Nullable [] besides() {
        boolean[] leads = new boolean[found.size()];
        for (int i = 0; i < leading.size(); i++) {
            int number = leading.get(i);
            if (!leads[number]) {
                leads[number] = true;
                leading.addAll(referrers.get(number));
            }
        }
        if (!leads[0] || seenByReferences(leads)) {
            return null;
        }
        List<Object> kept = new ArrayList<>();
        for (int i = 0; i < leads.length; i++) {
            if (!leads[i]) {
                kept.add(found.get(i));
            }
        }
        return kept.toArray();
    }

    /** Whether a reference among what was found, which would be cleared, refers to something that leads back. */
    private boolean seenByReferences(boolean[] leads) {
        for (Object each : found) {
            if (each instanceof Reference<?> reference) {
                Object referent = reference.get();
                Integer number = referent == null ? null : numbers.get(referent);
                if (number != null && leads[number]) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable Object read(Field field, Object from) {
        try {
            return field.get(from);
        } catch (IllegalAccessException impossible) {
            return null;
        }
    }

    /** The fields that hold references, or {@link #OPAQUE}. */
    private static Field[] fieldsOf(Class<?> type, Map<Class<?>, Field[]> known) {
        Field[] fields = known.get(type);
        if (fields == null) {
            fields = opaque(type) ? OPAQUE : declared(type);
            known.put(type, fields);
        }
        return fields;
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
