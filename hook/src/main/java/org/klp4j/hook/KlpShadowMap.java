package org.klp4j.hook;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Values attached to objects by the object's identity and an id. Neither keeps the other's object alive for good: see
 * {@link KlpShadowKeeper}. Calls nothing an object may override.
 *
 * <p><b>Progress.</b> Reading is lock-free; so is all else but for the bins of {@link ConcurrentHashMap}. Reads and
 * writes have at least the memory effects of those of a volatile field.
 */
final class KlpShadowMap {
    private final ConcurrentHashMap<Object, KlpShadowCell> cells = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

    KlpShadowMap() {
        KlpShadowKeeper.add(this);
    }

    @Nullable
    Object get(Object object, long id) {
        KlpShadowCell cell = cells.get(new KlpShadowCell.Probe(object, id));
        return cell == null ? null : cell.value();
    }

    /** A key outlives the value it came with, and must not hold it. */
    private KlpShadowCell key(Object object, long id) {
        return new KlpShadowCell(object, id, this, gone);
    }

    /** A cell of its own for each value: one that is being removed would take it along. */
    void put(Object object, long id, Object value) {
        expunge();
        KlpShadowCell fresh = new KlpShadowCell(object, id, value, null);
        if (cells.put(key(object, id), fresh) == null) {
            KlpShadowKeeper.begin();
        }
    }

    /** Returns what was there, or null. */
    @Nullable
    Object putIfAbsent(Object object, long id, Object value) {
        KlpShadowCell cell = cell(object, id, value);
        return cell == null ? null : cell.value();
    }

    /** The cell that is there; null when there was none and one with this value has been made. */
    private @Nullable KlpShadowCell cell(Object object, long id, Object value) {
        KlpShadowCell cell = cells.get(new KlpShadowCell.Probe(object, id));
        if (cell == null) {
            expunge();
            KlpShadowCell fresh = new KlpShadowCell(object, id, value, null);
            cell = cells.putIfAbsent(key(object, id), fresh);
            if (cell == null) {
                KlpShadowKeeper.begin();
            }
        }
        return cell;
    }

    /** Returns what was there, or null. */
    @Nullable
    Object remove(Object object, long id) {
        expunge();
        KlpShadowCell cell = cells.remove(new KlpShadowCell.Probe(object, id));
        return cell == null ? null : cell.value();
    }

    /** The objects that have a value of this id. */
    List<Object> owners(long id) {
        List<Object> owners = new ArrayList<>();
        for (KlpShadowCell cell : cells.values()) {
            Object owner = cell.id == id ? cell.get() : null;
            if (owner != null) {
                owners.add(owner);
            }
        }
        return owners;
    }

    int size() {
        expunge();
        return cells.size();
    }

    Iterator<KlpShadowCell> iterator() {
        return cells.values().iterator();
    }

    void expunge() {
        for (Reference<?> cell = gone.poll(); cell != null; cell = gone.poll()) {
            cells.remove(cell);
        }
    }
}
