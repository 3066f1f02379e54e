package org.klp4j.agent.weave;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Set;

/** Tells whether a class has been initialized, without initializing it. */
public final class Initialization {
    private final MethodHandle shouldBeInitialized;

    /** Opens what is needed of {@code java.base} to this agent. */
    public Initialization(Instrumentation instrumentation) throws ReflectiveOperationException {
        Set<Module> us = Set.of(Initialization.class.getModule());
        instrumentation.redefineModule(
                Object.class.getModule(), Set.of(), Map.of(), Map.of("jdk.internal.misc", us), Set.of(), Map.of());
        Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe", true, null);
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(unsafe, MethodHandles.lookup());
        Object instance = unsafe.getMethod("getUnsafe").invoke(null);
        shouldBeInitialized = lookup.findVirtual(
                        unsafe, "shouldBeInitialized", MethodType.methodType(boolean.class, Class.class))
                .bindTo(instance);
    }

    /** Whether its static initializer has run, or there is none to run. */
    public boolean done(Class<?> loaded) {
        try {
            return !(boolean) shouldBeInitialized.invokeExact(loaded);
        } catch (Throwable failure) {
            throw new IllegalStateException("cannot ask whether a class is initialized", failure);
        }
    }
}
