package org.klp4j.api;

import org.jspecify.annotations.Nullable;

/**
 * {@code struct klp_state}: a change of the system's state that a patch makes in its callbacks. A later patch with the
 * same id must not have a lower version; a replacing patch must know every id of those it replaces.
 */
public final class KlpState {
    private final long id;
    private final int version;
    private volatile @Nullable Object data;

    /**
     * A state.
     *
     * @param id not 0
     * @param version what the patch can deal with
     */
    public KlpState(long id, int version) {
        this.id = id;
        this.version = version;
    }

    public long id() {
        return id;
    }

    public int version() {
        return version;
    }

    /** What the patch keeps here; a patch that takes over finds it with {@link Klp#getPrevState}. */
    public @Nullable Object data() {
        return data;
    }

    /** See {@link #data()}. */
    public void data(@Nullable Object value) {
        data = value;
    }
}
