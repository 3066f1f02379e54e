package org.klp4j.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * The kernel's {@code klp_mutex}: one coarse lock for everything that changes patches. Without it run: the gate, the
 * weaver's transformer, the log, and the views of the control tree. It is never waited for without bound, and a
 * callback that calls back into the core is refused instead of deadlocking.
 */
final class Mutex {
    private static final long WAIT_SECONDS = 10;

    private final ReentrantLock lock = new ReentrantLock();
    /** Work of those who could not wait; done by whoever holds the lock, before or right after it lets go. */
    private final Queue<UntilDone> backlog = new ConcurrentLinkedQueue<>();

    private volatile String holder = "";

    /** What is done under the lock. */
    interface Operation {
        void run() throws KlpException;
    }

    void run(String name, Operation operation) throws KlpException {
        acquire(name);
        try {
            operation.run();
        } finally {
            release();
        }
    }

    private void acquire(String name) throws KlpException {
        if (lock.isHeldByCurrentThread()) {
            throw new KlpException(Errno.EBUSY, name + ": refused inside a callback; call it from elsewhere");
        }
        boolean got = false;
        try {
            got = lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!got) {
            throw new KlpException(
                    Errno.EBUSY, name + ": '" + holder + "' is still running; see dmesg for its callback, then retry");
        }
        holder = name;
    }

    /** For the retry worker, which comes back later anyway, and for class loading, which must not wait. */
    boolean tryAcquire(String operation, long millis) {
        try {
            if (!lock.isHeldByCurrentThread() && lock.tryLock(millis, TimeUnit.MILLISECONDS)) {
                holder = operation;
                return true;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /**
     * Does the work under the lock: here if the lock is free in time, else in the thread that holds it. What is left
     * to others is never lost and never waited for. It must bear to be repeated after it ran out of memory.
     */
    void soon(String name, long millis, Runnable task) {
        UntilDone work = new UntilDone(task);
        if (tryAcquire(name, millis)) {
            try {
                work.run();
            } finally {
                release();
            }
        } else {
            backlog.add(work);
            if (lock.isHeldByCurrentThread() || !lock.tryLock()) {
                return;
            }
            release();
        }
    }

    /** Lets go, and sees to what was left while the lock was held: the adder adds, then tries the lock. */
    void release() {
        do {
            try {
                for (UntilDone work = backlog.poll(); work != null; work = backlog.poll()) {
                    work.run();
                }
            } finally {
                lock.unlock();
            }
        } while (!backlog.isEmpty() && lock.tryLock());
    }
}
