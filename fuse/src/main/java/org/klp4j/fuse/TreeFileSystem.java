package org.klp4j.fuse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.cryptomator.jfuse.api.DirFiller;
import org.cryptomator.jfuse.api.FileInfo;
import org.cryptomator.jfuse.api.FuseOperations;
import org.cryptomator.jfuse.api.Stat;
import org.cryptomator.jfuse.api.Statvfs;
import org.cryptomator.jfuse.api.TimeSpec;
import org.jspecify.annotations.Nullable;
import org.klp4j.client.Connection;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * The trees as a file system: {@code PID/livepatch/…}. Answers as sysfs does: attributes of 4096 bytes, a write is a
 * store, what cannot be read or written is refused when it is opened, nothing can be made or removed.
 *
 * <p>No answer is ever old: each time it is asked, a file has a new modification time, upon which the kernel drops what
 * it keeps of it. Nothing here throws: these methods are called from native code.
 */
final class TreeFileSystem implements FuseOperations {
    private static final short ONE_LINK = 1;
    private static final short DIRECTORY_LINKS = 2;
    private static final int LONGEST_STORE = 4096;

    private final org.cryptomator.jfuse.api.Errno errno;
    private final int uid;
    private final int gid;
    private final Forest forest = new Forest();
    private final Map<Long, OpenFile> open = new ConcurrentHashMap<>();
    private final AtomicLong handles = new AtomicLong();

    /** Nanoseconds since 1970 of the last modification time given out; each is later than the one before. */
    private final AtomicLong modified = new AtomicLong();

    /**
     * A file system whose files belong to this user.
     *
     * @param errno the numbers of this platform
     */
    TreeFileSystem(org.cryptomator.jfuse.api.Errno errno, int uid, int gid) {
        this.errno = errno;
        this.uid = uid;
        this.gid = gid;
    }

    private interface Answer {
        /** 0 or more, or the negative error number. */
        int give() throws KlpException, IOException;
    }

    @SuppressWarnings("CatchingUnchecked") // an exception that reached native code would end the process
    private static int answer(Answer answer) {
        try {
            return answer.give();
        } catch (KlpException refused) {
            return -refused.errno();
        } catch (IOException | RuntimeException | Error failed) {
            return refuse(Errno.EIO);
        }
    }

    private static int refuse(Errno errno) {
        return -errno.number();
    }

    @Override
    public org.cryptomator.jfuse.api.Errno errno() {
        return errno;
    }

    @Override
    public Set<Operation> supportedOperations() {
        return EnumSet.of(
                Operation.GET_ATTR,
                Operation.READ_DIR,
                Operation.OPEN,
                Operation.READ,
                Operation.WRITE,
                Operation.RELEASE,
                Operation.TRUNCATE,
                Operation.UTIMENS,
                Operation.STATFS,
                Operation.CREATE,
                Operation.MKDIR,
                Operation.RMDIR,
                Operation.UNLINK,
                Operation.RENAME,
                Operation.SYMLINK,
                Operation.CHMOD,
                Operation.CHOWN);
    }

    @Override
    public int getattr(String path, Stat stat, @Nullable FileInfo file) {
        return answer(() -> {
            Mode mode = mode(path);
            OpenFile opened = file == null ? null : open.get(file.getFh());
            if (mode == null) {
                return refuse(opened == null ? Errno.ENOENT : Errno.ENODEV);
            }
            stat.setMode(mode.bits());
            stat.setUid(uid);
            stat.setGid(gid);
            stat.setNLink(mode.directory() ? DIRECTORY_LINKS : ONE_LINK);
            stat.setSize(mode.directory() ? 0 : opened == null ? OpenFile.SIZE : opened.size());
            Instant now = newTime();
            stat.mTime().set(now);
            stat.cTime().set(now);
            stat.aTime().set(now);
            return 0;
        });
    }

    private Instant newTime() {
        Instant clock = Instant.now();
        long nanos = clock.getEpochSecond() * 1_000_000_000 + clock.getNano();
        long time = modified.updateAndGet(last -> Math.max(last + 1, nanos));
        return Instant.ofEpochSecond(time / 1_000_000_000, time % 1_000_000_000);
    }

    /** The mode of what is at this path, null when nothing is. */
    private @Nullable Mode mode(String path) throws KlpException {
        NodePath node = NodePath.of(path);
        if (node == null) {
            return null;
        }
        if (node.isMountPoint()) {
            return Mode.ROOT;
        }
        Tree tree = forest.find(node.pid());
        if (tree == null) {
            return null;
        }
        return node.isTree() ? Mode.ROOT : tree.mode(node);
    }

    @Override
    public int readdir(String path, DirFiller filler, long offset, FileInfo file, int flags) {
        return answer(() -> {
            NodePath node = NodePath.of(path);
            if (node == null) {
                return refuse(Errno.ENOENT);
            }
            List<String> names = names(node);
            filler.fill(".");
            filler.fill("..");
            for (String name : names) {
                filler.fill(name);
            }
            return 0;
        });
    }

    private List<String> names(NodePath node) throws KlpException {
        if (node.isMountPoint()) {
            return forest.pids().stream().map(pid -> Long.toString(pid)).toList();
        }
        return forest.require(node.pid()).list(node.inTree()).stream()
                .map(Connection.Entry::name)
                .toList();
    }

    @Override
    public int open(String path, FileInfo file) {
        return answer(() -> {
            NodePath node = NodePath.of(path);
            Mode mode = mode(path);
            if (node == null || mode == null) {
                return refuse(Errno.ENOENT);
            }
            if (!mode.allows(file.getFlags())) {
                return refuse(Errno.EACCES);
            }
            long handle = handles.incrementAndGet();
            open.put(handle, new OpenFile(forest, node, mode.readable()));
            file.setFh(handle);
            return 0;
        });
    }

    @Override
    public int release(String path, FileInfo file) {
        open.remove(file.getFh());
        return 0;
    }

    @Override
    public int read(String path, ByteBuffer buffer, long size, long offset, FileInfo file) {
        return answer(() -> {
            OpenFile opened = open.get(file.getFh());
            if (opened == null) {
                return -errno.ebadf();
            }
            byte[] text = opened.text(offset);
            int from = (int) Math.min(offset, text.length);
            int count = (int) Math.min(size, text.length - from);
            buffer.put(text, from, count);
            return count;
        });
    }

    /** The offset means nothing, as in sysfs. */
    @Override
    public int write(String path, ByteBuffer buffer, long size, long offset, FileInfo file) {
        return answer(() -> {
            OpenFile opened = open.get(file.getFh());
            if (opened == null) {
                return -errno.ebadf();
            }
            byte[] value = new byte[(int) Math.min(size, LONGEST_STORE)];
            buffer.get(value);
            opened.store(value);
            return value.length;
        });
    }

    /** {@code >} truncates before it writes; there is nothing to truncate. */
    @Override
    public int truncate(String path, long size, @Nullable FileInfo file) {
        return unchanged(path);
    }

    @Override
    public int utimens(String path, TimeSpec access, TimeSpec modification, @Nullable FileInfo file) {
        return unchanged(path);
    }

    private int unchanged(String path) {
        return answer(() -> mode(path) == null ? refuse(Errno.ENOENT) : 0);
    }

    @Override
    public int statfs(String path, Statvfs statistics) {
        return answer(() -> {
            statistics.setBsize(OpenFile.SIZE);
            statistics.setFrsize(OpenFile.SIZE);
            statistics.setNameMax(255);
            return 0;
        });
    }

    @Override
    public int create(String path, int mode, FileInfo file) {
        return refuse(Errno.EACCES);
    }

    @Override
    public int mkdir(String path, int mode) {
        return refuse(Errno.EPERM);
    }

    @Override
    public int rmdir(String path) {
        return refuse(Errno.EPERM);
    }

    @Override
    public int unlink(String path) {
        return refuse(Errno.EPERM);
    }

    @Override
    public int rename(String from, String to, int flags) {
        return refuse(Errno.EPERM);
    }

    @Override
    public int symlink(String target, String path) {
        return refuse(Errno.EPERM);
    }

    @Override
    public int chmod(String path, int mode, @Nullable FileInfo file) {
        return refuse(Errno.EPERM);
    }

    @Override
    public int chown(String path, int user, int group, @Nullable FileInfo file) {
        return refuse(Errno.EPERM);
    }
}
