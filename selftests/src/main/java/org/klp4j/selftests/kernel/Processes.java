package org.klp4j.selftests.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Processes of the machine whose system calls this kernel makes: for each a thread, which counts as that process. */
public final class Processes {
    private static final Map<Long, Caller> CALLERS = new ConcurrentHashMap<>();

    private Processes() {}

    /** {@code +PID} begins to call {@code getpid} without end for that process, {@code -PID} ends it. */
    public static int store(String text) {
        String line = text.strip();
        try {
            long pid = Long.parseLong(line.substring(1));
            switch (line.charAt(0)) {
                case '+' -> begin(pid);
                case '-' -> end(pid);
                default -> throw new NumberFormatException(line);
            }
            return 0;
        } catch (NumberFormatException | StringIndexOutOfBoundsException malformed) {
            return -22;
        }
    }

    /** The process the current thread makes system calls for; for other threads the thread's id. */
    @SuppressWarnings("deprecation") // threadId() is there from Java 19 on
    public static long current() {
        return Thread.currentThread() instanceof Caller caller
                ? caller.pid
                : Thread.currentThread().getId();
    }

    private static void begin(long pid) {
        Caller caller = new Caller(pid);
        CALLERS.put(pid, caller);
        caller.start();
    }

    private static void end(long pid) {
        Caller caller = CALLERS.remove(pid);
        if (caller != null) {
            caller.over = true;
        }
    }

    private static final class Caller extends Thread {
        private final long pid;
        private volatile boolean over;

        Caller(long pid) {
            super("getpid-" + pid);
            this.pid = pid;
            setDaemon(true);
        }

        @Override
        public void run() {
            while (!over && Syscalls.getpid() >= 0) {
                Thread.onSpinWait();
            }
        }
    }
}
