package org.klp4j.engine;

import java.util.Collection;

/**
 * Port: the threads of the JVM and their stacks. An implementation never stops the world for longer than a batch,
 * and never reports a trace as whole when it may have been cut.
 */
public interface StackSource {
    /** Receives one trace per thread. */
    interface Visitor {
        /**
         * One thread's stack.
         *
         * @param trace innermost frame first; empty for a thread that has not started or has ended
         * @param reliable false when the trace was cut, or taking it failed
         */
        void visit(Thread thread, StackTraceElement[] trace, boolean reliable);
    }

    /**
     * Visits every live thread, platform and virtual, the caller's own included.
     *
     * @return false when some threads cannot be enumerated ({@code jdk.trackAllThreads=false})
     */
    boolean visitAll(Visitor visitor);

    /** The live platform threads. */
    Collection<Thread> platformThreads();

    /** Visits the given threads; those that ended meanwhile get an empty trace. */
    void visit(Collection<Thread> threads, Visitor visitor);
}
