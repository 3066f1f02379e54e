package org.klp4j.agent.control;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.concurrent.locks.LockSupport;
import org.klp4j.engine.TaskView;

/** What a thread that holds a transition up waits for. Stops no thread and calls nothing of the application's. */
public final class Waiting {
    private Waiting() {}

    /** Where it is held, and what it waits for there; one line. */
    public static String text(Thread thread, TaskView.Blocker blocker) {
        return Tasks.oneLine(blocker.frame() + "; " + of(thread));
    }

    /** {@code 'name' in } and the same. */
    public static String named(Thread thread, TaskView.Blocker blocker) {
        return Tasks.oneLine("'" + thread.getName() + "' in " + text(thread, blocker));
    }

    @SuppressWarnings("deprecation") // threadId() is there from Java 19 on
    private static String of(Thread thread) {
        ThreadInfo info = null;
        try {
            info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
        } catch (LinkageError | RuntimeException noManagement) {
            // An image without java.management: what the thread itself tells is left.
        }
        return info == null ? parked(thread) : of(info);
    }

    private static String of(ThreadInfo info) {
        String lock = info.getLockName();
        if (lock != null) {
            String owner = info.getLockOwnerName();
            return "waits for " + lock + (owner == null ? "" : ", held by '" + owner + "'");
        }
        return switch (info.getThreadState()) {
            case RUNNABLE -> info.isInNative() ? "is in native code" : "is running";
            case TIMED_WAITING -> "sleeps";
            default -> "waits";
        };
    }

    /** Virtual threads have no information of that kind. */
    private static String parked(Thread thread) {
        Object blocker = LockSupport.getBlocker(thread);
        return blocker == null
                ? "waits or runs"
                : "waits for " + blocker.getClass().getName() + "@"
                        + Integer.toHexString(System.identityHashCode(blocker));
    }
}
