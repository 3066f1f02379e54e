package org.klp4j.agent.socket;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * Finds the directory of the socket: {@code /tmp/.klp4j_PID}, where clients look first, or a name beside it when
 * somebody else sits there. It belongs to the target's user and nobody else may enter it.
 */
final class SocketDirectory {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final FileAttribute<?> PRIVATE = PosixFilePermissions.asFileAttribute(OWNER_ONLY);

    /** Bytes of the longest path a socket may have: {@code sun_path} of Linux and its terminating zero. */
    private static final int LONGEST = 107;

    private SocketDirectory() {}

    /** Creates or takes over the directory; no live socket is in it. */
    static Path create(long pid) throws KlpException {
        IOException failure = null;
        for (String parent : new String[] {"/tmp", System.getProperty("java.io.tmpdir")}) {
            try {
                return create(Path.of(parent), ".klp4j_" + pid);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw new KlpException(
                Errno.EACCES,
                "no directory for the control socket: '" + failure + "'; make /tmp or java.io.tmpdir writable",
                failure);
    }

    private static Path create(Path parent, String name) throws IOException {
        Path usual = parent.resolve(name);
        try {
            return createDirectory(usual);
        } catch (FileAlreadyExistsException e) {
            return takeOver(usual, parent.resolve(name + "_" + Long.toHexString(new SecureRandom().nextLong())));
        }
    }

    /** Left by a dead process of this user with this pid: take it. Anything else is somebody else's: stay away. */
    private static Path takeOver(Path usual, Path fresh) throws IOException {
        createDirectory(fresh);
        Path socket = usual.resolve(ControlSocket.NAME);
        if (!Files.isDirectory(usual, LinkOption.NOFOLLOW_LINKS) || owner(usual) != owner(fresh) || alive(socket)) {
            return fresh;
        }
        Files.setPosixFilePermissions(usual, OWNER_ONLY);
        Files.deleteIfExists(socket);
        Files.delete(fresh);
        return usual;
    }

    private static Path createDirectory(Path path) throws IOException {
        String socket = path.resolve(ControlSocket.NAME).toString();
        if (socket.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new IOException("'" + socket + "' is longer than the path of a socket may be");
        }
        return Files.createDirectory(path, PRIVATE);
    }

    private static int owner(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /** Another pid namespace that shares this file system may hold a process with the same pid. */
    private static boolean alive(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            return false;
        }
    }
}
