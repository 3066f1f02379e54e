package org.klp4j.agent.stack;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks parked virtual threads for the classes of their frames alone: a quarter of the time of a stack trace, and next to
 * no garbage. It keeps a thread from going on as {@code VirtualThread.tryGetStackTrace} does, by the bit
 * {@code SUSPENDED} of its state; whoever unparks it meanwhile sees that bit and leaves only the permit, and when there
 * is one afterwards, that very method is called, which knows how to let the thread go on. Only threads that park are
 * walked this way; for any other state, and on a JVM without these private parts, the caller takes a trace.
 */
final class UnmountedStacks {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final MethodHandle state;
    private final MethodHandle changeState;
    private final MethodHandle setState;
    private final MethodHandle permit;
    private final MethodHandle continuation;
    private final MethodHandle stackWalker;
    private final MethodHandle release;
    private final Class<?> virtualThread;
    private final Set<StackWalker.Option> options;
    private final int suspended;
    private final int parked;
    private final int timedParked;

    private UnmountedStacks(MethodHandles.Lookup caller, Class<?> virtualThread) throws ReflectiveOperationException {
        this.virtualThread = virtualThread;
        Class<?> continuations = Class.forName("jdk.internal.vm.Continuation");
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(virtualThread, caller);
        VarHandle word = lookup.findVarHandle(virtualThread, "state", int.class);
        state = word.toMethodHandle(VarHandle.AccessMode.GET_VOLATILE)
                .asType(MethodType.methodType(int.class, Thread.class));
        changeState = word.toMethodHandle(VarHandle.AccessMode.COMPARE_AND_SET)
                .asType(MethodType.methodType(boolean.class, Thread.class, int.class, int.class));
        setState = word.toMethodHandle(VarHandle.AccessMode.SET_VOLATILE)
                .asType(MethodType.methodType(void.class, Thread.class, int.class));
        permit = lookup.findVarHandle(virtualThread, "parkPermit", boolean.class)
                .toMethodHandle(VarHandle.AccessMode.GET_VOLATILE)
                .asType(MethodType.methodType(boolean.class, Thread.class));
        continuation = lookup.findGetter(virtualThread, "cont", continuations)
                .asType(MethodType.methodType(Object.class, Thread.class));
        release = lookup.findVirtual(
                        virtualThread, "tryGetStackTrace", MethodType.methodType(StackTraceElement[].class))
                .asType(MethodType.methodType(Object.class, Thread.class));
        stackWalker = MethodHandles.privateLookupIn(continuations, caller)
                .findVirtual(continuations, "stackWalker", MethodType.methodType(StackWalker.class, Set.class))
                .asType(MethodType.methodType(StackWalker.class, Object.class, Set.class));
        options = options();
        suspended = constant(lookup, "SUSPENDED");
        parked = constant(lookup, "PARKED");
        timedParked = Runtime.version().feature() < 24 ? parked : constant(lookup, "TIMED_PARKED");
    }

    /**
     * Null where the JVM has no such parts. Needs {@code java.lang} and {@code jdk.internal.vm} to be open.
     *
     * @param thread a virtual thread: where there is one, the application has initialised its class, which starts
     *     threads of the JVM's own ({@code VirtualThread-unblocker} from 24 on) and is not for us to do
     */
    static @Nullable UnmountedStacks of(MethodHandles.Lookup lookup, Thread thread) {
        if (!thread.getClass().getName().equals("java.lang.VirtualThread")) {
            return null;
        }
        try {
            return new UnmountedStacks(lookup, thread.getClass());
        } catch (ReflectiveOperationException | RuntimeException notThere) {
            return null;
        }
    }

    private int constant(MethodHandles.Lookup lookup, String name) throws ReflectiveOperationException {
        return (int) lookup.findStaticVarHandle(virtualThread, name, int.class).get();
    }

    /** Methods are of no interest, and from 22 on need not be looked up. */
    private static Set<StackWalker.Option> options() {
        Set<StackWalker.Option> options = EnumSet.of(StackWalker.Option.RETAIN_CLASS_REFERENCE);
        for (StackWalker.Option option : StackWalker.Option.values()) {
            if (option.name().equals("DROP_METHOD_INFO")) {
                options.add(option);
            }
        }
        return options;
    }

    /** A search among many threads; for one thread only, and not to be kept, since it remembers classes. */
    Search search(Predicate<String> classes) {
        return new Search(classes);
    }

    /** Looks for classes of interest on stacks. */
    final class Search implements Consumer<StackWalker.StackFrame> {
        private final Predicate<String> classes;
        private final Map<Class<?>, Boolean> known = new IdentityHashMap<>();
        private @Nullable Class<?> last;
        private boolean found;

        private Search(Predicate<String> classes) {
            this.classes = classes;
        }

        /** True when this thread's whole stack was seen and has no frame in a class of interest. */
        boolean absent(Thread thread) {
            try {
                int now = (int) state.invokeExact(thread);
                return (now == parked || now == timedParked) && hold(thread, now);
            } catch (Throwable failure) {
                return false;
            }
        }

        private boolean hold(Thread thread, int unheld) throws Throwable {
            if (!(boolean) changeState.invokeExact(thread, unheld, unheld | suspended)) {
                return false;
            }
            boolean seen = false;
            try {
                found = false;
                last = null;
                Object frames = (Object) continuation.invokeExact(thread);
                ((StackWalker) stackWalker.invokeExact(frames, options)).forEach(this);
                seen = true;
            } finally {
                setState.invokeExact(thread, unheld);
                // Pairs with unpark, which sets the permit before it reads the state: one of us sees the other.
                if ((boolean) permit.invokeExact(thread)) {
                    letGoOn(thread);
                }
            }
            return seen && !found;
        }

        /** Where there was no memory for the trace, it has not let the thread go on either. */
        private void letGoOn(Thread thread) throws Throwable {
            boolean released = false;
            while (!released) {
                try {
                    Object unused = (Object) release.invokeExact(thread);
                    released = true;
                } catch (OutOfMemoryError full) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }

        @Override
        public void accept(StackWalker.StackFrame frame) {
            Class<?> declaring = frame.getDeclaringClass();
            if (declaring != last) {
                last = declaring;
                Boolean interesting = known.get(declaring);
                if (interesting == null) {
                    interesting = classes.test(declaring.getName());
                    known.put(declaring, interesting);
                }
                found |= interesting;
            }
        }
    }
}
