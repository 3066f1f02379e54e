package org.klp4j.agent.socket;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.klp4j.format.KlpException;

/**
 * The listening socket. One daemon thread accepts, and is all that stays while nobody is connected; each connection
 * is served by a daemon thread that ends with it.
 */
public final class ControlSocket {
    static final String NAME = "socket";
    private static final String PROPERTY = "klp4j.socket";
    private static final int BACKLOG = 64;
    private static final long PAUSE_MILLIS = 200;

    private final Sessions sessions;
    private volatile ServerSocketChannel server; // written under this
    private Path path; // guarded by this
    private Peer peer; // guarded by this

    private ControlSocket(Verbs verbs) throws KlpException, IOException {
        sessions = new Sessions(verbs);
        Path directory = SocketDirectory.create(ProcessHandle.current().pid());
        path = directory.resolve(NAME);
        peer = new Peer(directory);
        server = bind(path);
    }

    /** Binds the socket, starts to accept, and publishes the path in system property {@value #PROPERTY}. */
    public static ControlSocket open(Verbs verbs) throws KlpException, IOException {
        ControlSocket socket = new ControlSocket(verbs);
        Sessions.daemon("klp4j accept", socket::accept).start();
        socket.publish();
        return socket;
    }

    /** Binds again when the socket file is gone, as a cleaner of {@code /tmp} may have removed it. */
    public void restore() {
        try {
            restoreIfGone();
        } catch (KlpException | IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private synchronized void restoreIfGone() throws KlpException, IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path directory = SocketDirectory.create(ProcessHandle.current().pid());
        Path fresh = directory.resolve(NAME);
        ServerSocketChannel old = server;
        peer = new Peer(directory);
        server = bind(fresh);
        path = fresh;
        old.close(); // wakes the accepting thread, which goes on with the new one
        publish();
    }

    private synchronized void publish() {
        // Deleted in reverse order, without a thread of ours: exit is not delayed.
        Objects.requireNonNull(path.getParent()).toFile().deleteOnExit();
        path.toFile().deleteOnExit();
        System.setProperty(PROPERTY, path.toString());
    }

    private static ServerSocketChannel bind(Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void accept() {
        while (true) {
            ServerSocketChannel current = server;
            try {
                serve(current.accept());
            } catch (AsynchronousCloseException e) {
                if (server == current) {
                    return;
                }
            } catch (Throwable e) { // door: out of descriptors, threads or memory is the application's own trouble
                pause();
            }
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        boolean served = false;
        try {
            served = peer().permits(channel) && sessions.start(channel);
        } finally {
            if (!served) {
                channel.close();
            }
        }
    }

    private synchronized Peer peer() {
        return peer;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            // nobody has a reason to; go on accepting
        }
    }
}
