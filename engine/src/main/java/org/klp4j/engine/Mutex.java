package org.klp4j.engine;

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
    private volatile String holder = "";

    /** Releases the lock. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    Held acquire(String operation) throws KlpException {
        if (lock.isHeldByCurrentThread()) {
            throw new KlpException(Errno.EBUSY, operation + ": refused inside a callback; call it from elsewhere");
        }
        boolean got = false;
        try {
            got = lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!got) {
            throw new KlpException(
                    Errno.EBUSY, operation + ": '" + holder + "' is still running; see dmesg for its callback, then retry");
        }
        return held(operation);
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

    void release() {
        lock.unlock();
    }

    private Held held(String operation) {
        holder = operation;
        return lock::unlock;
    }
}
