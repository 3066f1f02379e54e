package org.klp4j.agent.stack;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** The private parts of {@link Thread} that list threads and walk them to full depth; the same on 17 and later. */
final class ThreadInternals {
    private static final StackTraceElement[] NO_FRAMES = {};

    private final MethodHandle getThreads;
    private final MethodHandle dumpThreads;
    private final @Nullable MethodHandle asyncGetStackTrace;

    /** Needs {@code java.lang} to be open to the lookup's module. */
    ThreadInternals(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        MethodHandles.Lookup thread = MethodHandles.privateLookupIn(Thread.class, lookup);
        getThreads = thread.findStatic(Thread.class, "getThreads", MethodType.methodType(Thread[].class));
        dumpThreads = thread.findStatic(
                Thread.class, "dumpThreads", MethodType.methodType(StackTraceElement[][].class, Thread[].class));
        asyncGetStackTrace = Runtime.version().feature() < 21
                ? null
                : thread.findVirtual(
                        Thread.class, "asyncGetStackTrace", MethodType.methodType(StackTraceElement[].class));
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
        MethodHandle walk = asyncGetStackTrace;
        if (walk == null) {
            return null;
        }
        try {
            StackTraceElement[] trace = (StackTraceElement[]) walk.invokeExact(thread);
            return trace == null ? NO_FRAMES : trace;
        } catch (Throwable failure) {
            return null;
        }
    }
}
