package org.klp4j.agent.stack;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists the virtual threads of the JVM through its own thread containers, the way its thread dumps do. There is no
 * supported interface for that.
 */
final class VirtualThreads {
    private final MethodHandle root;
    private final MethodHandle threads;
    private final MethodHandle children;
    private final MethodHandle isVirtual;
    private final boolean allTracked;

    private VirtualThreads(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        Class<?> containers = Class.forName("jdk.internal.vm.ThreadContainers");
        Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer");
        MethodType stream = MethodType.methodType(Stream.class);
        root = lookup.findStatic(containers, "root", MethodType.methodType(container));
        threads = lookup.findVirtual(container, "threads", stream);
        children = lookup.findVirtual(container, "children", stream);
        isVirtual = lookup.findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        allTracked = !"false".equals(System.getProperty("jdk.trackAllThreads"));
    }

    /** Null on a JVM without virtual threads. Needs {@code jdk.internal.vm} to be open to the lookup's module. */
    static @Nullable VirtualThreads of(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        return Runtime.version().feature() < 21 ? null : new VirtualThreads(lookup);
    }

    /**
     * Calls {@code consumer} with every live virtual thread.
     *
     * @return false when the JVM does not keep track of all of them
     * @throws VirtualMachineError when there was no memory or no stack for it
     */
    boolean forEach(Consumer<Thread> consumer) {
        try {
            visit((Object) root.invoke(), consumer);
            return allTracked;
        } catch (VirtualMachineError full) {
            throw full;
        } catch (Throwable failure) {
            return false;
        }
    }

    private void visit(Object container, Consumer<Thread> consumer) throws Throwable {
        try (Stream<?> members = (Stream<?>) threads.invoke(container)) {
            members.forEach(member -> {
                if (member instanceof Thread thread && isVirtual(thread)) {
                    consumer.accept(thread);
                }
            });
        }
        Object[] inner;
        try (Stream<?> nested = (Stream<?>) children.invoke(container)) {
            inner = nested.toArray();
        }
        for (Object child : inner) {
            visit(child, consumer);
        }
    }

    boolean isVirtual(Thread thread) {
        try {
            return (boolean) isVirtual.invokeExact(thread);
        } catch (Throwable failure) {
            throw new IllegalStateException("cannot ask " + thread.getName() + " whether it is virtual", failure);
        }
    }
}
