package org.klp4j.agent.weave;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.Map;
import java.util.Set;

/**
 * Links classes before they are retransformed. HotSpot before 22 reconstitutes the bytes of a class that another
 * thread is just linking from half-rewritten code (JDK-8277444), and refuses a whole call when one class cannot be
 * linked.
 */
final class Linking {
    private final MethodHandle shouldBeInitialized;

    Linking(Instrumentation instrumentation) throws ReflectiveOperationException {
        Set<Module> us = Set.of(Linking.class.getModule());
        instrumentation.redefineModule(
                Object.class.getModule(), Set.of(), Map.of(), Map.of("jdk.internal.misc", us), Set.of(), Map.of());
        Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe", true, null);
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(unsafe, MethodHandles.lookup());
        Object instance = unsafe.getMethod("getUnsafe").invoke(null);
        shouldBeInitialized = lookup.findVirtual(
                        unsafe, "shouldBeInitialized", MethodType.methodType(boolean.class, Class.class))
                .bindTo(instance);
    }

    /** Links the class unless it is; false when it cannot be linked, so that no code of it can run. */
    boolean link(Class<?> loaded) {
        if (initialized(loaded)) {
            return true;
        }
        try {
            // links first; of all questions that do, this one makes the JVM load the fewest other classes
            Constructor<?>[] unused = loaded.getDeclaredConstructors();
            return true;
        } catch (VerifyError | ClassFormatError | IncompatibleClassChangeError unlinkable) {
            return false;
        } catch (LinkageError | RuntimeException missing) {
            // a class its constructors or its verification need cannot be had: the retransformation will tell
            return true;
        }
    }

    private boolean initialized(Class<?> loaded) {
        try {
            return !(boolean) shouldBeInitialized.invokeExact(loaded);
        } catch (Throwable failure) {
            throw new IllegalStateException("cannot ask whether a class is initialized", failure);
        }
    }
}
