package org.klp4j.selftests.shadow;

import java.util.ArrayList;
import java.util.List;
import org.klp4j.api.Errno;
import org.klp4j.api.KlpModule;
import org.klp4j.api.KlpShadow;
import org.klp4j.api.ThisModule;

/**
 * Exercises shadow variables and logs each call. Objects stand in the log as {@code PTRn}, numbered as they first
 * appear. A shadow variable's data is a cell that holds the constructor's argument.
 */
final class TestKlpShadowVars implements KlpModule {
    private static final int OBJECTS = 3;
    private static final long SV_ID1 = 0x1234;
    private static final long SV_ID2 = 0x1235;

    /** Data of a shadow variable. */
    private static final class Cell {
        Object value;
    }

    private final List<Object> pointers = new ArrayList<>();
    private final KlpShadow.Constructor<Cell> ctor = this::shadow_ctor;
    private final KlpShadow.Destructor<Cell> dtor = this::shadow_dtor;
    private ThisModule self;

    @Override
    public int init(ThisModule module) {
        self = module;
        pointers.add(null);
        Object[] objects = new Object[OBJECTS];
        Cell[][] data = new Cell[OBJECTS][2];
        for (int i = 0; i < OBJECTS; i++) {
            objects[i] = new Object();
        }
        if (shadow_get(objects[0], SV_ID1) != null) {
            return -Errno.EINVAL;
        }
        self.info("  got expected NULL result");
        boolean fine = allocate(objects, data) && getAll(objects, data) && getOrAllocAgain(objects, data);
        fine = fine && freeOne(objects) && getSecond(objects, data) && freeAll(objects);
        return fine ? 0 : -Errno.EINVAL;
    }

    private boolean allocate(Object[] objects, Cell[][] data) {
        for (int i = 0; i < OBJECTS; i++) {
            boolean viaGetOrAlloc = i != 1;
            Object first = new Object();
            data[i][0] = viaGetOrAlloc
                    ? shadow_get_or_alloc(objects[i], SV_ID1, first)
                    : shadow_alloc(objects[i], SV_ID1, first);
            data[i][1] = shadow_alloc(objects[i], SV_ID2, new Object());
            if (data[i][0] == null || data[i][1] == null) {
                return false;
            }
        }
        return true;
    }

    private boolean getAll(Object[] objects, Cell[][] data) {
        for (int i = 0; i < OBJECTS; i++) {
            if (!expect(shadow_get(objects[i], SV_ID1), data[i][0])
                    || !expect(shadow_get(objects[i], SV_ID2), data[i][1])) {
                return false;
            }
        }
        return true;
    }

    private boolean getOrAllocAgain(Object[] objects, Cell[][] data) {
        for (int i = 0; i < OBJECTS; i++) {
            if (!expect(shadow_get_or_alloc(objects[i], SV_ID1, data[i][0].value), data[i][0])) {
                return false;
            }
        }
        return true;
    }

    private boolean freeOne(Object[] objects) {
        for (Object object : objects) {
            KlpShadow.free(object, SV_ID1, dtor);
            self.info("klp_shadow_free(obj=" + ptr(object) + ", id=0x" + Long.toHexString(SV_ID1) + ", dtor="
                    + ptr(dtor) + ")");
            if (!expectNone(shadow_get(object, SV_ID1))) {
                return false;
            }
        }
        return true;
    }

    private boolean getSecond(Object[] objects, Cell[][] data) {
        for (int i = 0; i < OBJECTS; i++) {
            if (!expect(shadow_get(objects[i], SV_ID2), data[i][1])) {
                return false;
            }
        }
        return true;
    }

    private boolean freeAll(Object[] objects) {
        KlpShadow.freeAll(SV_ID2, null);
        self.info("klp_shadow_free_all(id=0x" + Long.toHexString(SV_ID2) + ", dtor=" + ptr(null) + ")");
        for (Object object : objects) {
            if (!expectNone(shadow_get(object, SV_ID2))) {
                return false;
            }
        }
        return true;
    }

    private boolean expect(Object found, Cell wanted) {
        if (found != wanted) {
            return false;
        }
        self.info("  got expected " + ptr(wanted) + " -> " + ptr(wanted.value) + " result");
        return true;
    }

    private boolean expectNone(Object found) {
        if (found != null) {
            return false;
        }
        self.info("  got expected NULL result");
        return true;
    }

    private Object shadow_get(Object object, long id) {
        Object found = KlpShadow.get(object, id);
        self.info("klp_shadow_get(obj=" + ptr(object) + ", id=0x" + Long.toHexString(id) + ") = " + ptr(found));
        return found;
    }

    private Cell shadow_alloc(Object object, long id, Object argument) {
        Cell made = KlpShadow.alloc(object, id, Cell::new, ctor, argument);
        logAllocation("klp_shadow_alloc", object, id, argument, made);
        return made;
    }

    private Cell shadow_get_or_alloc(Object object, long id, Object argument) {
        Cell made = KlpShadow.getOrAlloc(object, id, Cell::new, ctor, argument);
        logAllocation("klp_shadow_get_or_alloc", object, id, argument, made);
        return made;
    }

    private void logAllocation(String call, Object object, long id, Object argument, Cell made) {
        self.info(call + "(obj=" + ptr(object) + ", id=0x" + Long.toHexString(id)
                + ", size=8, gfp_flags=GFP_KERNEL), ctor=" + ptr(ctor) + ", ctor_data=" + ptr(argument) + " = "
                + ptr(made));
    }

    private int shadow_ctor(Object object, Cell data, Object argument) {
        data.value = argument;
        String value = ptr(argument);
        self.info("shadow_ctor: " + ptr(data) + " -> " + value);
        return 0;
    }

    private void shadow_dtor(Object object, Cell data) {
        self.info("shadow_dtor(obj=" + ptr(object) + ", shadow_data=" + ptr(data) + ")");
    }

    private String ptr(Object object) {
        for (int i = 0; i < pointers.size(); i++) {
            if (pointers.get(i) == object) {
                return "PTR" + i;
            }
        }
        pointers.add(object);
        return "PTR" + (pointers.size() - 1);
    }
}
