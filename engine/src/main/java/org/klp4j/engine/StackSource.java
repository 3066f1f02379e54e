package org.klp4j.engine;

import java.util.Collection;
import java.util.function.Predicate;

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
     * Visits every live thread, platform and virtual, the caller's own included. A thread may be left out when its whole
     * stack was seen and no frame of it is in one of these classes.
     *
     * @param classes whether a class, by its binary name, is of interest
     * @return false when some threads cannot be enumerated ({@code jdk.trackAllThreads=false})
     */
    boolean visitAll(Predicate<String> classes, Visitor visitor);

    /** The live platform threads. */
    Collection<Thread> platformThreads();

    /** Visits the given threads; those that ended meanwhile get an empty trace. What was had of a cut trace is shown. */
    void visit(Collection<Thread> threads, Visitor visitor);

    /**
     * Visits platform threads whose traces were cut, each to its full depth in a stop of its own. That stop is as long
     * as the stack is deep, so this is for those only that cannot be had otherwise, and not often.
     */
    void visitWhole(Collection<Thread> threads, Visitor visitor);
}
