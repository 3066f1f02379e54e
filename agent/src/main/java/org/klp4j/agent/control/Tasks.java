package org.klp4j.agent.control;

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

    Tasks(Livepatch livepatch, StackSource stacks) {
        this.livepatch = livepatch;
        this.stacks = stacks;
    }

    @Override
    public Map<String, Node> entries() {
        Map<String, Node> entries = new LinkedHashMap<>();
        for (TaskView task : livepatch.tasks()) {
            entries.put(id(task.thread()), task(task.thread()));
        }
        return entries;
    }

    @Override
    public @Nullable Node entry(String name) {
        for (TaskView task : livepatch.tasks()) {
            if (id(task.thread()).equals(name)) {
                return task(task.thread());
            }
        }
        return null;
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
