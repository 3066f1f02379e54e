package org.klp4j.agent.stack;

import java.util.Collection;
import java.util.List;
import org.klp4j.engine.StackSource;

/**
 * Stacks on JVMs from 21 on, where looking at a thread is a handshake with that thread alone. The JVM cuts such a
 * trace at a limit; a platform thread's is then taken again in full, a mounted virtual thread's counts as unreliable.
 */
final class HandshakeStacks implements StackSource {
    private static final StackTraceElement[] EMPTY = new StackTraceElement[0];

    private final ThreadInternals internals;
    private final VirtualThreads virtual;
    private final int limit;

    HandshakeStacks(ThreadInternals internals, VirtualThreads virtual, int limit) {
        this.internals = internals;
        this.virtual = virtual;
        this.limit = limit;
    }

    @Override
    public boolean visitAll(Visitor visitor) {
        for (Thread thread : internals.platformThreads()) {
            visitPlatform(thread, visitor);
        }
        return virtual.forEach(thread -> visitVirtual(thread, visitor));
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

    private void visitPlatform(Thread thread, Visitor visitor) {
        StackTraceElement[] trace = internals.handshake(thread);
        if (trace != null && trace.length < limit) {
            visitor.visit(thread, trace, true);
            return;
        }
        StackTraceElement[][] whole = internals.wholeStacks(new Thread[] {thread});
        if (whole != null && whole[0] != null) {
            visitor.visit(thread, whole[0], true);
        } else {
            visitor.visit(thread, EMPTY, !thread.isAlive());
        }
    }

    private void visitVirtual(Thread thread, Visitor visitor) {
        StackTraceElement[] trace = internals.handshake(thread);
        visitor.visit(thread, trace == null ? EMPTY : trace, trace != null && trace.length != limit);
    }
}
