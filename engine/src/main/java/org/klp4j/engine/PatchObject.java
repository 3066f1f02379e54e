package org.klp4j.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The core's half of an object of a patch. */
final class PatchObject {
    /** The name the kernel shows for an object without one. */
    static final String VMLINUX = "vmlinux";

    final String name;
    /** It has no name of its own: it is the JDK's run-time image, always loaded. */
    final boolean image;

    final Callbacks callbacks;
    /** Made by a replacing patch only to hold NOPs. */
    final boolean dynamic;
    /** NOPs come and go under the core's lock while views read. */
    final List<Function> functions = new CopyOnWriteArrayList<>();

    /** Its functions are on the function stacks. Written under the core's lock, read by views. */
    volatile boolean patched;

    /** Some class of it is defined, as far as the core has been told. Written under the core's lock. */
    boolean loaded;

    /** An application's object whose patch failed while it came; left alone until it is gone. */
    boolean leftUnpatched;

    /** {@code pre_patch} succeeded and {@code post_unpatch} has not run yet. Written under the core's lock. */
    boolean postUnpatchArmed;

    PatchObject(String name, boolean image, Callbacks callbacks, boolean dynamic) {
        this.name = name;
        this.image = image;
        this.callbacks = callbacks;
        this.dynamic = dynamic;
    }

    static PatchObject of(ObjectSpec spec, List<FunctionSpec> functions) {
        String name = spec.name();
        PatchObject object = new PatchObject(name == null ? VMLINUX : name, name == null, spec.callbacks(), false);
        List<Function> made = new ArrayList<>();
        for (FunctionSpec function : functions) {
            if (function.name() != null && function.newBody() != null) {
                made.add(Function.of(function.name(), function.newBody(), function.immediate()));
            }
        }
        object.functions.addAll(made);
        return object;
    }

    /** A name of its own that is {@code vmlinux} never comes; no module can have it. */
    boolean neverComes() {
        return !image && name.equals(VMLINUX);
    }

    /** Its functions may be woven as its classes load: no callback has to agree first. */
    boolean waitsForNobody() {
        return callbacks == Callbacks.NONE && !neverComes();
    }
}
