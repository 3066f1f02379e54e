package org.klp4j.client;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Removes what JVMs and clients of this user left in {@code /tmp} when they were killed. */
final class Leftovers {
    private static final Duration OLD = Duration.ofMinutes(1);

    private Leftovers() {}

    /** Sweeps while others wait for something; whatever is left when this process ends is for the next one. */
    static void sweepMeanwhile() {
        Thread sweeper = new Thread(Leftovers::sweep, "klp4j sweep");
        sweeper.setDaemon(true);
        sweeper.start();
    }

    static void sweep() {
        int self = Process.self().uid();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(Path.of("/tmp"), "{.klp4j_[0-9]*,klp4j-agent*.jar}")) {
            for (Path path : found) {
                sweep(path, self);
            }
        } catch (IOException e) {
            return; // the next one may have more luck
        }
    }

    private static void sweep(Path path, int self) {
        try {
            Instant changed =
                    Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
            boolean own = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                    .equals(self);
            if (!own || changed.isAfter(Instant.now().minus(OLD))) {
                return;
            }
            if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(path);
            } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && dead(path)) {
                Files.deleteIfExists(path.resolve("socket"));
                Files.delete(path);
            }
        } catch (IOException e) {
            return; // somebody else removed it
        }
    }

    /** The pid in the name may be one of another namespace, so only a refusal proves that nobody listens. */
    private static boolean dead(Path directory) {
        String pid = directory.getFileName().toString().replaceFirst("^\\.klp4j_([0-9]{1,10}).*", "$1");
        if (Files.exists(Path.of("/proc", pid))) {
            return false;
        }
        Path socket = directory.resolve("socket");
        try (DeadlineChannel channel = DeadlineChannel.connect(socket)) {
            return !channel.isOpen();
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return !Files.exists(socket, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
