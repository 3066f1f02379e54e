package org.klp4j.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one client of this user attach to a JVM at a time. The signal that asks HotSpot for its attach socket makes
 * it print a thread dump when the socket has come up meanwhile, so two clients must not both find it missing. The
 * byte at the pid's offset of one file stands for each JVM; where the file cannot be had, it goes without.
 */
final class AttachLock implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final long POLL_NANOS = 5_000_000;
    private static final long PATIENCE_NANOS = 40_000_000_000L;
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private final @Nullable FileChannel file;
    private final boolean waited;

    private AttachLock(@Nullable FileChannel file, boolean waited) {
        this.file = file;
        this.waited = waited;
    }

    /** Waits for the lock, for as long as an attach may take. */
    static AttachLock take(long pid) {
        boolean waited = !IN_THIS_PROCESS.tryLock();
        if (waited) {
            IN_THIS_PROCESS.lock();
        }
        FileChannel file = open();
        return new AttachLock(file, (file != null && lock(file, pid)) || waited);
    }

    /** Whether somebody else had it when we wanted it. */
    boolean waited() {
        return waited;
    }

    private static @Nullable FileChannel open() {
        Path path = Path.of("/tmp/.klp4j_attach_" + Process.self().uid());
        try {
            FileChannel file = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            return file;
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean lock(FileChannel file, long pid) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        boolean waited = false;
        try {
            FileLock lock = file.tryLock(pid, 1, false);
            while (lock == null && System.nanoTime() < deadline) {
                waited = true;
                LockSupport.parkNanos(POLL_NANOS);
                lock = file.tryLock(pid, 1, false);
            }
        } catch (IOException e) {
            return waited;
        }
        return waited;
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close(); // gives up the lock
            }
        } catch (IOException e) {
            // it ends with this process
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }
}
