package org.klp4j.fuse;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.cryptomator.jfuse.api.Fuse;
import org.cryptomator.jfuse.api.FuseBuilder;
import org.cryptomator.jfuse.api.FuseMountFailedException;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * The process behind a mount. Says {@code mounted} on standard output once it serves, or why it does not in one line
 * on standard error, and lives until the file system is unmounted, or unmounts it when told to end.
 */
public final class Mount {
    private Mount() {}

    /** Mounts at the directory that is the only argument. */
    public static void main(String[] args) throws InterruptedException {
        try {
            serve(Path.of(args[0]));
            System.exit(0);
        } catch (KlpException refused) {
            System.err.println(refused.getMessage());
            System.exit(1);
        }
    }

    private static void serve(Path directory) throws KlpException, InterruptedException {
        Path library = LibFuse.require();
        Path place = existing(directory);
        FuseBuilder builder = Fuse.builder();
        builder.setLibraryPath(library.toString());
        int uid = id("unix:uid");
        Fuse fuse = builder.build(new TreeFileSystem(builder.errno(), uid, id("unix:gid")));
        try {
            fuse.mount("klp", place, options(uid).toArray(String[]::new));
        } catch (FuseMountFailedException failed) {
            throw new KlpException(Errno.EIO, "cannot mount at '" + directory + "': " + failed.getMessage(), failed);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> unmount(fuse), "klp unmount"));
        awaitUnmount(place);
    }

    private static Path existing(Path directory) throws KlpException {
        try {
            Path place = directory.toRealPath();
            if (Files.isDirectory(place)) {
                return place;
            }
            throw new KlpException(Errno.ENOTDIR, "'" + directory + "' is no directory");
        } catch (NoSuchFileException absent) {
            throw new KlpException(
                    Errno.ENOENT, "no directory '" + directory + "'; make it first: mkdir -p " + directory, absent);
        } catch (IOException e) {
            throw new KlpException(
                    Errno.EIO, "cannot use '" + directory + "' (a dead mount? klp umount it): " + e.getMessage(), e);
        }
    }

    /** Nothing is kept by the kernel; users other than root may look, as into sysfs, when root has mounted. */
    private static List<String> options(int uid) {
        List<String> options = new ArrayList<>(List.of(
                "attr_timeout=0",
                "entry_timeout=0",
                "negative_timeout=0",
                "default_permissions",
                "fsname=klp",
                "subtype=klp"));
        if (uid == 0) {
            options.add("allow_other");
        }
        if (Files.isExecutable(Path.of("/usr/bin/fusermount3"))) {
            options.add("auto_unmount"); // when this process is killed
        }
        return List.of("-o", String.join(",", options));
    }

    private static int id(String attribute) {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), attribute);
        } catch (IOException e) {
            throw new IllegalStateException("no /proc", e);
        }
    }

    /** Says that it serves, and returns when the kernel has dropped the file system: then its watch ends. */
    private static void awaitUnmount(Path place) throws KlpException, InterruptedException {
        try (WatchService watches = FileSystems.getDefault().newWatchService()) {
            place.register(watches, StandardWatchEventKinds.ENTRY_DELETE);
            System.out.println("mounted");
            WatchKey key = watches.take();
            while (key.reset()) {
                key = watches.take();
            }
        } catch (IOException e) {
            throw new KlpException(Errno.EIO, "cannot watch '" + place + "': " + e.getMessage(), e);
        }
    }

    private static void unmount(Fuse fuse) {
        try {
            fuse.close();
        } catch (TimeoutException stuck) {
            System.err.println("a request is stuck; unmounted all the same");
        }
    }
}
