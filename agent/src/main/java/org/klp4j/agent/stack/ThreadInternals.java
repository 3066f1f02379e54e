package org.klp4j.agent.stack;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The private parts of {@link Thread} that list threads and walk them. Listing them and walking them to full depth is the
 * same on 17 and later. One thread by itself is walked by {@code asyncGetStackTrace} from 21 on, and from 27 on by the
 * native method that stands behind {@link Thread#getStackTrace}.
 */
final class ThreadInternals {
    private static final StackTraceElement[] NO_FRAMES = {};

    private final MethodHandle getThreads;
    private final MethodHandle dumpThreads;
    private final @Nullable MethodHandle walk;
    private final @Nullable MethodHandle finish;

    /** Needs {@code java.lang} to be open to the lookup's module. */
    ThreadInternals(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        MethodHandles.Lookup thread = MethodHandles.privateLookupIn(Thread.class, lookup);
        getThreads = thread.findStatic(Thread.class, "getThreads", MethodType.methodType(Thread[].class));
        dumpThreads = thread.findStatic(
                Thread.class, "dumpThreads", MethodType.methodType(StackTraceElement[][].class, Thread[].class));
        MethodType trace = MethodType.methodType(StackTraceElement[].class);
        int feature = Runtime.version().feature();
        walk = feature < 21
                ? null
                : thread.findVirtual(Thread.class, feature < 27 ? "asyncGetStackTrace" : "getStackTrace0", trace);
        finish = feature < 27 ? null : finishInit(lookup);
    }

    /** What makes the elements that the native method fills in print as those of any other trace. */
    private static MethodHandle finishInit(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        return MethodHandles.privateLookupIn(StackTraceElement.class, lookup)
                .findStatic(
                        StackTraceElement.class,
                        "finishInit",
                        MethodType.methodType(StackTraceElement[].class, StackTraceElement[].class));
    }

    /** The live platform threads. */
    Thread[] platformThreads() {
        try {
            return (Thread[]) getThreads.invokeExact();
        } catch (Throwable failure) {
            throw new IllegalStateException("cannot list the threads", failure);
        }
    }

    /** The whole stacks of platform threads, in one stop of the world; null for a thread that has ended. */
    StackTraceElement @Nullable [] @Nullable [] wholeStacks(Thread[] platform) {
        try {
            return (StackTraceElement[][]) dumpThreads.invokeExact(platform);
        } catch (Throwable failure) {
            return null;
        }
    }

    /**
     * One thread's stack by a handshake, perhaps cut; empty when it has no Java frames; null when taking it failed.
     * Not {@link Thread#getStackTrace}, which an application may override.
     */
    StackTraceElement @Nullable [] handshake(Thread thread) {
        if (thread == Thread.currentThread()) {
            return new Throwable().getStackTrace();
        }
        if (walk == null) {
            return null;
        }
        try {
            StackTraceElement[] trace = (StackTraceElement[]) walk.invokeExact(thread);
            if (trace == null) {
                return NO_FRAMES;
            }
            return finish == null ? trace : (StackTraceElement[]) finish.invokeExact(trace);
        } catch (Throwable failure) {
            return null;
        }
    }
}
