package org.klp4j.hook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shadow variables of hand-written modules: data attached to existing objects, by the object's identity and an id. */
public final class KlpShadowTable {
    private static final KlpShadowMap TABLE = new KlpShadowMap();

    private KlpShadowTable() {}

    /** The data, or null. */
    public static @Nullable Object get(Object object, long id) {
        return TABLE.get(object, id);
    }

    /** Attaches data in place of what was there. */
    public static void put(Object object, long id, Object data) {
        TABLE.put(object, id, data);
    }

    /** Attaches data unless there is some; returns what was there, or null. */
    public static @Nullable Object putIfAbsent(Object object, long id, Object data) {
        return TABLE.putIfAbsent(object, id, data);
    }

    /** Takes the data away; returns it, or null. */
    public static @Nullable Object remove(Object object, long id) {
        return TABLE.remove(object, id);
    }

    /** The objects that have data of this id. */
    public static List<Object> owners(long id) {
        return TABLE.owners(id);
    }
}
