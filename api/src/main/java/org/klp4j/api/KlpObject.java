package org.klp4j.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code struct klp_object}: a module of the system that is patched: the JDK's run-time image, called
 * {@code vmlinux}; a named module or a jar of the application; or a module loaded by klp4j.
 */
public final class KlpObject {
    private final @Nullable String name;
    private @Nullable List<KlpFunc> funcs = List.of();
    private KlpCallbacks callbacks = new KlpCallbacks();
    private volatile @Nullable ModuleState state;

    private KlpObject(@Nullable String name) {
        this.name = name;
    }

    /** The JDK's run-time image, as a kernel object without a name. */
    public static KlpObject vmlinux() {
        return new KlpObject(null);
    }

    /** The object of this name: a module, or what a jar would be called as an automatic module. */
    public static KlpObject of(@Nullable String name) {
        return new KlpObject(name);
    }

    /** The functions that are patched; none for an object with callbacks only; null is malformed. */
    public KlpObject funcs(KlpFunc @Nullable ... patched) {
        funcs = patched == null ? null : List.of(patched);
        return this;
    }

    /** What runs before and after the object is patched and unpatched. */
    public KlpObject callbacks(KlpCallbacks called) {
        callbacks = called;
        return this;
    }

    /** The name; null for the JDK's run-time image. */
    public @Nullable String name() {
        return name;
    }

    public @Nullable List<KlpFunc> funcs() {
        return funcs;
    }

    public KlpCallbacks callbacks() {
        return callbacks;
    }

    /** In a callback: what the object is going through; null for the JDK's run-time image. */
    public @Nullable ModuleState state() {
        return state;
    }

    /** Set by the core before it runs a callback. */
    public void state(@Nullable ModuleState now) {
        state = now;
    }
}
