package org.klp4j.agent.socket;

import java.io.IOException;
import java.lang.ref.Reference;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
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

    /**
     * Taken from the heap and given back right before a connection is accepted. The JDK's native code writes the name of
     * the socket into an array without a look whether the JVM had the memory for it, and takes the process down when
     * not (25); where this cannot be had there is an exception instead, and the client waits.
     */
    private static final int RESERVE = 1 << 17; // bytes

    private final Selector selector;
    private volatile ServerSocketChannel server; // written under this
    private Path directory; // guarded by this
    private Path path; // guarded by this
    private Peer peer; // guarded by this

    private ControlSocket(Path directory, Selector selector) throws IOException {
        this.selector = selector;
        this.directory = directory;
        path = directory.resolve(NAME);
        peer = new Peer(directory);
        server = bind(path);
    }

    /** Binds the socket; nobody is answered yet. EACCES when there is no place for it. */
    static ControlSocket bind() throws KlpException, IOException {
        Path directory = SocketDirectory.create(ThisProcess.pid());
        Selector selector = Selector.open();
        try {
            return new ControlSocket(directory, selector);
        } catch (IOException | RuntimeException e) {
            selector.close();
            throw e;
        }
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
        selector.close();
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
        old.close();
        selector.wakeup(); // the accepting thread goes on with the new one
        publish();
    }

    /** An application that interrupts every thread it can find may have closed the socket. */
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

    private ServerSocketChannel bind(Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_ACCEPT);
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
                selector.select(ready -> {});
                makeSureOfMemory();
                serve(server.accept(), sessions);
            } catch (ClosedChannelException e) {
                // replaced by another: go on
            } catch (Throwable e) { // door: out of descriptors, threads or memory is the application's own trouble
                pause();
            }
        }
    }

    @SuppressWarnings("ReachabilityFenceUsage") // so that no compiler leaves the array out
    private static void makeSureOfMemory() {
        Reference.reachabilityFence(new byte[RESERVE]);
    }

    private void serve(@Nullable SocketChannel channel, Sessions sessions) throws IOException {
        if (channel == null) {
            return;
        }
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
