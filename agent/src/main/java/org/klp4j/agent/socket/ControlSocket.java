package org.klp4j.agent.socket;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

    private volatile ServerSocketChannel server; // written under this
    private Path directory; // guarded by this
    private Path path; // guarded by this
    private Peer peer; // guarded by this

    private ControlSocket(Path directory) throws IOException {
        this.directory = directory;
        path = directory.resolve(NAME);
        peer = new Peer(directory);
        server = bind(path);
    }

    /** Binds the socket; nobody is answered yet. EACCES when there is no place for it. */
    static ControlSocket bind() throws KlpException, IOException {
        return new ControlSocket(SocketDirectory.create(ThisProcess.pid()));
    }

    /** Starts to answer, and publishes the path in system property {@value #PROPERTY}. */
    public void serve(Verbs verbs) {
        Sessions sessions = new Sessions(verbs);
        Sessions.daemon("klp4j accept", () -> accept(sessions)).start();
        publish();
    }

    /** Gives the socket up again, when it was never served. */
    synchronized void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        Files.deleteIfExists(directory);
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
        directory = SocketDirectory.create(ThisProcess.pid());
        path = directory.resolve(NAME);
        peer = new Peer(directory);
        ServerSocketChannel old = server;
        server = bind(path);
        old.close(); // wakes the accepting thread, which goes on with the new one
        publish();
    }

    /** An application that interrupts every thread it can find has closed the socket. */
    private synchronized void reopenIfClosed() throws IOException {
        Thread.interrupted();
        if (!server.isOpen()) {
            Files.deleteIfExists(path);
            server = bind(path);
        }
    }

    private synchronized void publish() {
        // Deleted in reverse order, without a thread of ours: exit is not delayed.
        directory.toFile().deleteOnExit();
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

    private void accept(Sessions sessions) {
        while (true) {
            try {
                reopenIfClosed();
                serve(server.accept(), sessions);
            } catch (ClosedChannelException e) {
                // replaced by another, or interrupted: go on
            } catch (Throwable e) { // door: out of descriptors, threads or memory is the application's own trouble
                pause();
            }
        }
    }

    private void serve(SocketChannel channel, Sessions sessions) throws IOException {
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
