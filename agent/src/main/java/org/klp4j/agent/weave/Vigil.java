package org.klp4j.agent.weave;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.UntilDone;

/**
 * Keeps an eye on what other agents do to patched classes. Each of their retransformations and redefinitions passes
 * through our transformer, which names the class here; once that call is over, a thread of the agent sees whether what
 * was woven still arrives. Nothing is polled, and no thread stays.
 */
final class Vigil {
    private static final long IDLE_SECONDS = 5;

    private final KernelLog log;
    private final Consumer<Class<?>> check;
    private final ThreadPoolExecutor thread;

    /** Classes to be looked at, weakly. Guarded by itself. */
    private final Set<Class<?>> suspected = Collections.newSetFromMap(new WeakHashMap<>());

    /** Those being looked at; used by the thread that looks. */
    private Set<Class<?>> taken = Set.of();

    private final UntilDone taking = new UntilDone(this::take);

    /** What is wrong, by class and by kind; it is told until its patch is gone. Guarded by itself. */
    private final Map<Class<?>, Map<String, String>> alarms = new WeakHashMap<>();

    /** Looks by means of {@code check}, which raises what it finds. */
    Vigil(KernelLog log, Consumer<Class<?>> check) {
        this.log = log;
        this.check = check;
        this.thread = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), AgentThreads.named("klp4j-vigil"));
        this.thread.allowCoreThreadTimeOut(true);
    }

    /** To be looked at soon. May be called from inside another agent's call, and blocks nobody. */
    void suspect(Class<?> copy) {
        boolean first;
        synchronized (suspected) {
            first = suspected.isEmpty();
            suspected.add(copy);
        }
        if (first) {
            try {
                thread.execute(this::look);
            } catch (Throwable failure) { // no thread to be had: the next one is asked again
                synchronized (suspected) {
                    suspected.clear();
                }
                log.klp4j("class " + ClassCopy.of(copy) + " cannot be looked at: " + failure);
            }
        }
    }

    private void look() {
        taking.run();
        for (Class<?> copy : taken) {
            try {
                check.accept(copy);
            } catch (RuntimeException | LinkageError | OutOfMemoryError failure) {
                log.klp4j("class " + ClassCopy.of(copy) + " could not be looked at: " + failure);
            }
        }
        taken = Set.of(); // they keep their loaders
    }

    private void take() {
        synchronized (suspected) {
            taken = new HashSet<>(suspected);
            suspected.clear();
        }
    }

    /** Something is wrong with a class; told once in the log, and as long as it stands in {@link #alarms}. */
    void raise(Class<?> copy, String kind, String line) {
        synchronized (alarms) {
            String known =
                    alarms.computeIfAbsent(copy, fresh -> new TreeMap<>()).put(kind, line);
            if (line.equals(known)) {
                return;
            }
        }
        log.klp4j("ALARM: " + line);
    }

    /** That kind of thing is not wrong with this class any more. */
    void cease(Class<?> copy, String kind) {
        synchronized (alarms) {
            Map<String, String> lines = alarms.get(copy);
            if (lines != null && lines.remove(kind) != null && lines.isEmpty()) {
                alarms.remove(copy);
            }
        }
    }

    /** Drops what was wrong with classes that nobody patches any more. */
    void retain(Predicate<String> patched) {
        synchronized (alarms) {
            alarms.keySet().removeIf(copy -> !patched.test(copy.getName()));
        }
    }

    /** A line for each thing that is wrong. */
    List<String> alarms() {
        List<String> lines = new ArrayList<>();
        synchronized (alarms) {
            alarms.values().forEach(each -> lines.addAll(each.values()));
        }
        Collections.sort(lines);
        return lines;
    }
}
