package org.klp4j.client;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * An attach socket that nobody listens on: a JVM was killed and its pid came up again, perhaps in another pid namespace
 * that shares {@code /tmp}. HotSpot removes such a file when it starts, if it may; later it neither answers there nor,
 * asked for its socket, makes one over another user's file.
 *
 * <p>Removing it is safe. HotSpot listens before it gives the socket its name, so one that refuses connections is
 * nobody's; and if it puts up its own between our look and the removal, it puts it up again when asked and it is gone.
 */
final class StaleSocket {
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private StaleSocket() {}

    /** Removes it if it is there, and nobody listens on it, and we may. */
    static void remove(Path socket) {
        if (dead(socket)) {
            try {
                Files.deleteIfExists(socket);
            } catch (IOException notOurs) {
                return; // it is refused as forged
            }
        }
    }

    private static boolean dead(Path socket) {
        if (!isSocket(socket)) {
            return false;
        }
        try {
            DeadlineChannel.connect(socket).close();
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static boolean isSocket(Path file) {
        try {
            Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return mode instanceof Integer bits && (bits & TYPE) == SOCKET;
        } catch (IOException absent) {
            return false;
        }
    }

    /** Whose it is, for a message. */
    static String owner(Path file) {
        try {
            return "user '" + Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName() + "'";
        } catch (IOException gone) {
            return "somebody else";
        }
    }
}
