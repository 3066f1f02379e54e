package org.klp4j.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Threads that never run; each stands where the test puts it. */
final class FakeThreads implements StackSource {
    private final Map<Thread, List<String>> stacks = new IdentityHashMap<>();
    private final Map<Thread, Boolean> unreliable = new IdentityHashMap<>();
    boolean hidden;
    int looks;

    Thread add(String name) {
        Thread thread = new Thread(() -> {}, name);
        stacks.put(thread, List.of());
        return thread;
    }

    /** The thread is inside these functions now, innermost first, {@code Class.method}. */
    void stand(Thread thread, String... functions) {
        stacks.put(thread, List.of(functions));
    }

    void unreliable(Thread thread, boolean value) {
        unreliable.put(thread, value);
    }

    void end(Thread thread) {
        stacks.remove(thread);
    }

    @Override
    public boolean visitAll(Predicate<String> classes, Visitor visitor) {
        visit(List.copyOf(stacks.keySet()), visitor);
        return !hidden;
    }

    @Override
    public Collection<Thread> platformThreads() {
        return new ArrayList<>(stacks.keySet());
    }

    @Override
    public void visit(Collection<Thread> threads, Visitor visitor) {
        looks++;
        for (Thread thread : threads) {
            List<String> functions = stacks.getOrDefault(thread, List.of());
            StackTraceElement[] trace =
                    functions.stream().map(FakeThreads::frame).toArray(StackTraceElement[]::new);
            visitor.visit(thread, trace, !unreliable.getOrDefault(thread, false));
        }
    }

    @Override
    public void visitWhole(Collection<Thread> threads, Visitor visitor) {
        visit(threads, visitor);
    }

    private static StackTraceElement frame(String function) {
        int dot = function.lastIndexOf('.');
        return new StackTraceElement(function.substring(0, dot), function.substring(dot + 1), null, 1);
    }
}
