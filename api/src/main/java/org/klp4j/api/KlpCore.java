package org.klp4j.api;

import org.jspecify.annotations.Nullable;

/** What the agent implements; modules use {@link Klp} and {@link KlpShadow}. */
public interface KlpCore {
    int enablePatch(@Nullable KlpPatch patch);

    int registerPatch(@Nullable KlpPatch patch);

    int unregisterPatch(KlpPatch patch);

    int setEnabled(KlpPatch patch, boolean enabled);

    @Nullable
    KlpState previousState(long id);

    @Nullable
    Object shadowGet(Object object, long id);

    /** Returns what is there already, or stores {@code fresh} and returns null. */
    @Nullable
    Object shadowPutIfAbsent(Object object, long id, Object fresh);

    /** Takes away and returns what is there. */
    @Nullable
    Object shadowRemove(Object object, long id);

    /** Objects that have a shadow variable of this id. */
    Iterable<Object> shadowOwners(long id);

    /** One line of the core, {@code livepatch: text}. */
    void log(String text);
}
