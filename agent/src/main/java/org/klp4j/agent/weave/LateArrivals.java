package org.klp4j.agent.weave;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.klp4j.engine.KernelLog;

/**
 * Classes that arrive while what their new code needs cannot be defined yet, since it extends them or what only their
 * arrival brings. Until one is called nothing happens. The caller then defines what is missing, as it would load it
 * itself in the fixed program, and waits for a thread of the agent to give the class its new bodies. The wait is
 * bounded, since the caller may hold locks that thread runs into.
 */
final class LateArrivals {
    private static final long WAIT_MILLIS = 3000;
    private static final long IDLE_SECONDS = 5;

    private final Arrival arrival;
    private final Consumer<List<Late>> weaver;
    private final KernelLog log;
    private final ThreadPoolExecutor thread;

    /** Those whose loader is gone, so that nobody can call them any more. */
    private final ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();

    /** Those whose callers wait for the thread. Guarded by itself. */
    private final Set<Late> asked = new LinkedHashSet<>();

    /** Threads inside a transformer of ours, where the JVM would show us no class they load. */
    private final Set<Thread> inside = ConcurrentHashMap.newKeySet();

    /** Has the copies woven by {@code weaver}, which ends each. */
    LateArrivals(Arrival arrival, Consumer<List<Late>> weaver, KernelLog log) {
        this.arrival = arrival;
        this.weaver = weaver;
        this.log = log;
        this.thread = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), AgentThreads.named("klp4j-lift"));
        this.thread.allowCoreThreadTimeOut(true);
    }

    /** The record's class is to wait. */
    void add(CopyRecord record, String className, ClassLoader loader) {
        for (Reference<?> late = gone.poll(); late != null; late = gone.poll()) {
            ((Late) late).drop();
        }
        synchronized (record) {
            if (record.late == null) {
                record.late = new Late(className, loader, gone, this);
            }
        }
    }

    void enter() {
        inside.add(Thread.currentThread());
    }

    void leave() {
        inside.remove(Thread.currentThread());
    }

    /** Has this copy woven; returns when it is, or when that takes too long. */
    void settle(Late late) {
        if (!inside.contains(Thread.currentThread())) {
            arrived(late);
        }
        boolean first;
        synchronized (asked) {
            first = asked.isEmpty();
            asked.add(late);
        }
        if (first) {
            start();
        }
        if (late.await(WAIT_MILLIS)) {
            log.klp4j("class '" + late.className + "' runs UNPATCHED for now: its new code is not there after "
                    + WAIT_MILLIS + " ms");
        }
    }

    /** By the caller, if possible: what the application's loaders wait for, our thread need not wait for then. */
    private void arrived(Late late) {
        ClassLoader loader = late.get();
        if (loader != null && !late.provided) {
            arrival.arrived(Set.of(late.className), loader);
            late.provided = true;
        }
    }

    private void start() {
        boolean started = false;
        try {
            thread.execute(this::weave);
            started = true;
        } finally {
            if (!started) { // no thread to be had: the next call tries again
                synchronized (asked) {
                    asked.clear();
                }
            }
        }
    }

    private void weave() {
        List<Late> now = List.of();
        try {
            now = taken();
            now.forEach(this::arrived);
            weaver.accept(now);
        } catch (RuntimeException | LinkageError | VirtualMachineError failure) {
            log.klp4j("classes that came late cannot be woven: " + failure);
        } finally {
            now.forEach(late -> late.end(false)); // without effect on those that have ended well
        }
    }

    private List<Late> taken() {
        synchronized (asked) {
            try {
                return new ArrayList<>(asked);
            } finally {
                asked.clear(); // without memory for the list too: their next calls ask again
            }
        }
    }

    /** Something failed in a caller. */
    void note(Late late, Throwable failure) {
        try {
            log.klp4j("class '" + late.className + "' runs UNPATCHED for now: " + failure);
        } catch (Throwable worse) { // no memory for that either
        }
    }
}
