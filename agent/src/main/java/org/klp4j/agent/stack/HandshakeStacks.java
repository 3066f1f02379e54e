package org.klp4j.agent.stack;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.StackSource;

/**
 * Stacks on JVMs from 21 on, where looking at a thread is a handshake with that thread alone. The JVM cuts such a
 * trace at a limit; it counts as unreliable then, and only a platform thread's can be had in full. Virtual threads that
 * are not mounted, of which there may be a million, are first walked for their classes alone.
 */
final class HandshakeStacks implements StackSource {
    private static final StackTraceElement[] EMPTY = new StackTraceElement[0];

    private final ThreadInternals internals;
    private final VirtualThreads virtual;
    private final @Nullable UnmountedStacks unmounted;
    private final int limit;

    HandshakeStacks(ThreadInternals internals, VirtualThreads virtual, @Nullable UnmountedStacks unmounted, int limit) {
        this.internals = internals;
        this.virtual = virtual;
        this.unmounted = unmounted;
        this.limit = limit;
    }

    @Override
    public boolean visitAll(Predicate<String> classes, Visitor visitor) {
        for (Thread thread : internals.platformThreads()) {
            visitPlatform(thread, visitor);
        }
        UnmountedStacks.Search search = unmounted == null ? null : unmounted.search(classes);
        return virtual.forEach(thread -> {
            if (search == null || !search.absent(thread)) {
                visitVirtual(thread, visitor);
            }
        });
    }

    @Override
    public Collection<Thread> platformThreads() {
        return List.of(internals.platformThreads());
    }

    @Override
    public void visit(Collection<Thread> threads, Visitor visitor) {
        for (Thread thread : threads) {
            if (virtual.isVirtual(thread)) {
                visitVirtual(thread, visitor);
            } else {
                visitPlatform(thread, visitor);
            }
        }
    }

    @Override
    public void visitWhole(Collection<Thread> threads, Visitor visitor) {
        for (Thread thread : threads) {
            if (virtual.isVirtual(thread)) {
                visitVirtual(thread, visitor);
            } else {
                StackTraceElement[][] whole = internals.wholeStacks(new Thread[] {thread});
                StackTraceElement[] trace = whole == null ? null : whole[0];
                visitor.visit(thread, trace == null ? EMPTY : trace, trace != null || !thread.isAlive());
            }
        }
    }

    private void visitPlatform(Thread thread, Visitor visitor) {
        StackTraceElement[] trace = internals.handshake(thread);
        visitor.visit(thread, trace == null ? EMPTY : trace, trace != null && trace.length < limit);
    }

    private void visitVirtual(Thread thread, Visitor visitor) {
        StackTraceElement[] trace = internals.handshake(thread);
        visitor.visit(thread, trace == null ? EMPTY : trace, trace != null && trace.length != limit);
    }
}
