package org.klp4j.agent.control;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.Livepatch;
import org.klp4j.engine.StackSource;
import org.klp4j.engine.TaskView;

/** {@code tasks/}: one directory for each thread, as {@code /proc/PID/task}. */
final class Tasks implements Directory {
    private final Livepatch livepatch;
    private final StackSource stacks;

    /** The platform threads seen last, by id: who reads the files of one need not have all of them listed again. */
    private volatile Map<String, WeakReference<Thread>> seen = Map.of();

    Tasks(Livepatch livepatch, StackSource stacks) {
        this.livepatch = livepatch;
        this.stacks = stacks;
    }

    @Override
    public Map<String, Node> entries() {
        Map<String, Node> entries = new LinkedHashMap<>();
        for (Thread thread : threads()) {
            entries.put(id(thread), task(thread));
        }
        return entries;
    }

    @Override
    public @Nullable Node entry(String name) {
        WeakReference<Thread> known = seen.get(name);
        Thread last = known == null ? null : known.get();
        if (last != null && last.isAlive()) {
            return task(last);
        }
        for (Thread thread : threads()) {
            if (id(thread).equals(name)) {
                return task(thread);
            }
        }
        return null;
    }

    private List<Thread> threads() {
        List<Thread> threads = new ArrayList<>();
        Map<String, WeakReference<Thread>> platform = new HashMap<>();
        for (TaskView task : livepatch.tasks()) {
            Thread thread = task.thread();
            threads.add(thread);
            // A virtual thread is listed only while a transition knows it. Its group is made up.
            ThreadGroup group = thread.getThreadGroup();
            if (group != null && !group.getName().equals("VirtualThreads")) {
                platform.put(id(thread), new WeakReference<>(thread));
            }
        }
        seen = platform;
        return threads;
    }

    private Directory task(Thread thread) {
        Map<String, Node> entries = new LinkedHashMap<>();
        entries.put("comm", Attribute.readOnly(() -> oneLine(thread.getName()) + "\n"));
        entries.put("patch_state", Attribute.readOnlyPrivate(() -> livepatch.patchState(thread) + "\n"));
        entries.put("stack", Attribute.readOnlyPrivate(() -> stack(thread)));
        return Directory.of(entries);
    }

    /**
     * All threads at once, which one by one would take a request each: a line of id, patch state, name, and, for a
     * thread that has not switched, the function that holds it, and its frame and what it waits for, separated by tabs.
     */
    static String table(Livepatch livepatch) {
        StringBuilder lines = new StringBuilder();
        for (TaskView task : livepatch.tasks()) {
            lines.append(id(task.thread())).append('\t').append(task.patchState());
            lines.append('\t').append(oneLine(task.thread().getName()));
            TaskView.Blocker blocker = task.blocker();
            if (blocker != null) {
                String function = blocker.function();
                lines.append('\t').append(function == null ? "" : oneLine(function));
                lines.append('\t').append(Waiting.text(task.thread(), blocker));
            }
            lines.append('\n');
        }
        return lines.toString();
    }

    @SuppressWarnings("deprecation") // threadId() is there from Java 19 on
    private static String id(Thread thread) {
        return Long.toString(thread.getId());
    }

    private String stack(Thread thread) {
        StringBuilder lines = new StringBuilder();
        stacks.visit(List.of(thread), (owner, trace, reliable) -> {
            for (StackTraceElement frame : trace) {
                lines.append(oneLine(TaskView.text(frame))).append('\n');
            }
        });
        return lines.toString();
    }

    static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return line.toString();
    }
}
