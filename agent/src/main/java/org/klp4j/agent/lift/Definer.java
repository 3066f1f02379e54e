package org.klp4j.agent.lift;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Defines a class in a loader of the application, with the rights the loader itself has. */
final class Definer {
    private final MethodHandle define;
    private final MethodHandle find;

    /** Needs package {@code java.lang} opened to the agent. */
    Definer() throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(ClassLoader.class, MethodHandles.lookup());
        define = lookup.findVirtual(
                ClassLoader.class,
                "defineClass",
                MethodType.methodType(
                        Class.class, String.class, byte[].class, int.class, int.class, ProtectionDomain.class));
        find = lookup.findVirtual(
                ClassLoader.class, "findLoadedClass", MethodType.methodType(Class.class, String.class));
    }

    /** The class of this name the loader has defined, or has been asked for and got; null when none. */
    @Nullable
    Class<?> find(ClassLoader loader, String name) {
        try {
            return (Class<?>) find.invokeExact(loader, name);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot ask a loader for its classes", e);
        }
    }

    /**
     * Defines the class unless the loader has one of this name already.
     *
     * @throws LinkageError when the JVM refuses it
     */
    void define(ClassLoader loader, String name, byte[] bytes, @Nullable ProtectionDomain domain) {
        if (find(loader, name) != null) {
            return;
        }
        try {
            Class<?> unused = (Class<?>) define.invokeExact(loader, name, bytes, 0, bytes.length, domain);
        } catch (LinkageError e) {
            if (find(loader, name) == null) {
                throw e;
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot define class '" + name + "'", e);
        }
    }
}
