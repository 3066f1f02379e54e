package org.klp4j.client;

import java.io.IOException;
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
            } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && dead(path.resolve("socket"))) {
                Files.deleteIfExists(path.resolve("socket"));
                Files.delete(path);
            }
        } catch (IOException e) {
            return; // somebody else removed it
        }
    }

    /** The pid in the name may be one of another namespace, so only the socket tells: nobody listens to a dead one. */
    private static boolean dead(Path socket) {
        try (DeadlineChannel channel = DeadlineChannel.connect(socket)) {
            return !channel.isOpen();
        } catch (IOException e) {
            return true;
        }
    }
}
