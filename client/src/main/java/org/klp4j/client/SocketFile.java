package org.klp4j.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the socket of the agent in a process, and trusts it only in a directory nobody else could have made. */
final class SocketFile {
    private static final int GROUP_AND_OTHERS = 077;

    private SocketFile() {}

    /** Where the agent listens unless somebody else sat there. */
    static Path usual(Process process) {
        return Path.of("/tmp/.klp4j_" + process.innerPid() + "/socket");
    }

    /**
     * A socket that may be connected to, as we see it.
     *
     * @param path as the process sees it
     * @return null when there is none, or it is not the process's own
     */
    static @Nullable Path trusted(Process process, Path path) {
        Path seen = process.sharesFiles()
                ? path
                : process.root().resolve(path.toString().substring(1));
        Path directory = seen.getParent();
        boolean safe = directory != null
                && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && onlyOf(process, directory);
        return safe && Files.exists(seen, LinkOption.NOFOLLOW_LINKS) ? seen : null;
    }

    /** Whether this file belongs to the user of the process and is closed to everybody else. */
    static boolean onlyOf(Process process, Path file) {
        try {
            Map<String, Object> found = Files.readAttributes(file, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
            boolean own = Objects.equals(found.get("uid"), process.uid());
            return own && found.get("mode") instanceof Integer mode && (mode & GROUP_AND_OTHERS) == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
