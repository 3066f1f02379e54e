package org.klp4j.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** A connection to a socket file whose reads and writes give up at a deadline, so that a stopped JVM stops no tool. */
final class DeadlineChannel implements ByteChannel {
    /** The other side did not answer in time. */
    static final class Expired extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private long deadline; // System.nanoTime

    private DeadlineChannel(SocketChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        channel.configureBlocking(false);
        key = channel.register(selector, 0);
    }

    /** Connects at once or throws: Unix sockets never wait for their peer, unless its backlog is full. */
    static DeadlineChannel connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = null;
        try {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                throw new IOException("'" + socket + "' takes no more connections");
            }
            selector = Selector.open();
            return new DeadlineChannel(channel, selector);
        } catch (IOException | RuntimeException e) {
            channel.close();
            if (selector != null) {
                selector.close();
            }
            throw e;
        }
    }

    /** From now on, reads and writes together may take this long. */
    void expireAfter(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        int count = channel.read(buffer);
        while (count == 0 && buffer.hasRemaining()) {
            await(SelectionKey.OP_READ);
            count = channel.read(buffer);
        }
        return count;
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        int count = channel.write(buffer);
        while (count == 0 && buffer.hasRemaining()) {
            await(SelectionKey.OP_WRITE);
            count = channel.write(buffer);
        }
        return count;
    }

    private void await(int operation) throws IOException {
        long millis = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
        key.interestOps(operation);
        selector.selectedKeys().clear();
        if (selector.select(millis) == 0 && System.nanoTime() >= deadline) {
            throw new Expired();
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }
}
