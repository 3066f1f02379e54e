package org.klp4j.agent.stack;

import java.lang.invoke.MethodHandles;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.StackSource;

/**
 * Stacks on JVMs from 21 on, where looking at a thread is a handshake with that thread alone. The JVM cuts such a
 * trace at a limit; it counts as unreliable then, and only a platform thread's can be had in full. Virtual threads that
 * are not mounted, of which there may be a million, are first walked for their classes alone.
 *
 * <p>What walks them is made when the first virtual thread is listed, and in an application without any never. No
 * thread can be missed by that: threads are found in the JVM's thread containers only, where each is entered before it
 * runs its first instruction, and the walk serves to leave out threads that were found. One that the application starts
 * while a listing is under way, the first of all or any other, is born after it, and a thread born after the gates were
 * put in has no frame from before them.
 */
final class HandshakeStacks implements StackSource {
    private static final StackTraceElement[] EMPTY = new StackTraceElement[0];

    private final ThreadInternals internals;
    private final VirtualThreads virtual;
    private final MethodHandles.Lookup lookup;
    private final int limit;

    /** Null until there was a virtual thread. Written by whoever lists the first (volatile); two may, with equal values. */
    private volatile @Nullable UnmountedStacks unmounted;

    HandshakeStacks(ThreadInternals internals, VirtualThreads virtual, MethodHandles.Lookup lookup, int limit) {
        this.internals = internals;
        this.virtual = virtual;
        this.lookup = lookup;
        this.limit = limit;
    }

    @Override
    public boolean visitAll(Predicate<String> classes, Visitor visitor) {
        for (Thread thread : internals.platformThreads()) {
            visitPlatform(thread, visitor);
        }
        return virtual.forEach(new Listing(classes, visitor));
    }

    /** One listing of the virtual threads. */
    private final class Listing implements Consumer<Thread> {
        private final Predicate<String> classes;
        private final Visitor visitor;
        private boolean begun;
        private UnmountedStacks.@Nullable Search search;

        Listing(Predicate<String> classes, Visitor visitor) {
            this.classes = classes;
            this.visitor = visitor;
        }

        @Override
        public void accept(Thread thread) {
            if (!begun) {
                begun = true;
                UnmountedStacks stacks = unmounted(thread);
                search = stacks == null ? null : stacks.search(classes);
            }
            if (search == null || !search.absent(thread)) {
                visitVirtual(thread, visitor);
            }
        }
    }

    private @Nullable UnmountedStacks unmounted(Thread first) {
        UnmountedStacks known = unmounted;
        if (known == null) {
            known = UnmountedStacks.of(lookup, first);
            unmounted = known;
        }
        return known;
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
                dump(thread, visitor);
            }
        }
    }

    private void dump(Thread thread, Visitor visitor) {
        StackTraceElement[][] whole = internals.wholeStacks(new Thread[] {thread});
        StackTraceElement[] trace = whole == null ? null : whole[0];
        visitor.visit(thread, trace == null ? EMPTY : trace, trace != null || !thread.isAlive());
    }

    private void visitPlatform(Thread thread, Visitor visitor) {
        StackTraceElement[] trace = handshake(thread);
        if (trace != null) {
            visitor.visit(thread, trace, trace.length < limit);
        } else {
            dump(thread, visitor);
        }
    }

    /** Which cannot be dumped: where its stack cannot be had now, it counts as unreliable until it can. */
    private void visitVirtual(Thread thread, Visitor visitor) {
        StackTraceElement[] trace = handshake(thread);
        visitor.visit(thread, trace == null ? EMPTY : trace, trace != null && trace.length != limit);
    }

    private StackTraceElement @Nullable [] handshake(Thread thread) {
        StackTraceElement[] trace = HeapRoom.scarce() ? null : internals.handshake(thread);
        return HeapRoom.scarce() ? null : trace;
    }
}
