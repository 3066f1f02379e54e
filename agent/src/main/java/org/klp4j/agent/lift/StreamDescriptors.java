package org.klp4j.agent.lift;

import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM remembers of the serialization methods of classes it has streamed before. A descriptor that was brought
 * up to date is kept by its own class, so that the JVM's cache of them cannot forget it while it matters.
 */
final class StreamDescriptors {
    private static final Class<?>[] NOTHING = {};

    private final MethodHandle own;
    private final MethodHandle inherited;
    private final VarHandle readObject;
    private final VarHandle writeObject;
    private final VarHandle writesData;
    private final VarHandle readObjectNoData;
    private final VarHandle writeReplace;
    private final VarHandle readResolve;

    private final ClassValue<ObjectStreamClass> kept = new ClassValue<>() {
        @Override
        protected ObjectStreamClass computeValue(Class<?> type) {
            return ObjectStreamClass.lookupAny(type);
        }
    };

    /** Opens what is needed of {@code java.base} to this agent. */
    StreamDescriptors(Instrumentation instrumentation) throws ReflectiveOperationException {
        Set<Module> us = Set.of(StreamDescriptors.class.getModule());
        instrumentation.redefineModule(
                Object.class.getModule(), Set.of(), Map.of(), Map.of("java.io", us), Set.of(), Map.of());
        Class<?> descriptor = ObjectStreamClass.class;
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(descriptor, MethodHandles.lookup());
        MethodType look = MethodType.methodType(Method.class, Class.class, String.class, Class[].class, Class.class);
        own = lookup.findStatic(descriptor, "getPrivateMethod", look);
        inherited = lookup.findStatic(descriptor, "getInheritableMethod", look);
        readObject = lookup.findVarHandle(descriptor, "readObjectMethod", Method.class);
        writeObject = lookup.findVarHandle(descriptor, "writeObjectMethod", Method.class);
        writesData = lookup.findVarHandle(descriptor, "hasWriteObjectData", boolean.class);
        readObjectNoData = lookup.findVarHandle(descriptor, "readObjectNoDataMethod", Method.class);
        writeReplace = lookup.findVarHandle(descriptor, "writeReplaceMethod", Method.class);
        readResolve = lookup.findVarHandle(descriptor, "readResolveMethod", Method.class);
    }

    /** Looks for the methods of a class anew. The class has been initialized. */
    void refresh(Class<?> type) throws Throwable {
        boolean plain = Serializable.class.isAssignableFrom(type)
                && !type.isInterface()
                && !type.isEnum()
                && !type.isArray()
                && !Proxy.isProxyClass(type);
        if (!plain) {
            return;
        }
        ObjectStreamClass descriptor = kept.get(type);
        if (!Externalizable.class.isAssignableFrom(type) && !type.isRecord()) {
            Method writer = look(own, type, "writeObject", void.class, ObjectOutputStream.class);
            writeObject.set(descriptor, writer);
            writesData.set(descriptor, writer != null);
            readObject.set(descriptor, look(own, type, "readObject", void.class, ObjectInputStream.class));
            readObjectNoData.set(descriptor, look(own, type, "readObjectNoData", void.class, NOTHING));
        }
        writeReplace.set(descriptor, look(inherited, type, "writeReplace", Object.class, NOTHING));
        readResolve.set(descriptor, look(inherited, type, "readResolve", Object.class, NOTHING));
    }

    /** The JVM may forget its descriptor again. */
    void release(Class<?> type) {
        kept.remove(type);
    }

    private static @Nullable Method look(
            MethodHandle how, Class<?> type, String name, Class<?> result, Class<?>... parameters) throws Throwable {
        return (Method) how.invoke(type, name, parameters, result);
    }
}
