package org.klp4j.hook;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
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

    private final KlpFields fields;
    private final Object object;
    private final List<Object> found = new ArrayList<>();
    private final List<List<Integer>> referrers = new ArrayList<>();
    private final Map<Object, Integer> numbers = new IdentityHashMap<>();
    private final List<Integer> leading = new ArrayList<>();

    private KlpReach(Object object, KlpFields fields) {
        this.object = object;
        this.fields = fields;
    }

    /**
     * Null when nothing leads from the value back to the object, or when letting go of what does could be noticed;
     * else all that was found and does not lead back.
     */
    static Object @Nullable [] besides(Object value, Object object, KlpFields fields) {
        if (value == object) {
            return new Object[0];
        }
        if (fields.get(value.getClass()) == KlpFields.OPAQUE) {
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
                for (Field field : fields.get(from.getClass())) {
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
}
