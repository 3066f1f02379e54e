package org.klp4j.fuse;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * The control tree of one JVM. Requests from several threads go over connections of their own, so that a write that
 * takes its time holds up no read; a few connections stay open for the next request. Never attaches the agent.
 */
final class Tree implements AutoCloseable {
    private static final int MOST_IDLE = 2;

    private final Target target;
    private final ProcessHandle process;
    private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(MOST_IDLE);
    private volatile boolean closed;

    Tree(Target target, ProcessHandle process) {
        this.target = target;
        this.process = process;
    }

    /** Whether this is still the process it was made for. */
    boolean running() {
        return target.running() && process.equals(ProcessHandle.of(target.pid()).orElse(null));
    }

    private interface Request<T> {
        T send(Connection connection) throws KlpException;
    }

    /** The entries of a directory; none at the root while the JVM has no agent. */
    List<Connection.Entry> list(String path) throws KlpException {
        List<Connection.Entry> entries = readOnly(connection -> connection.list(path));
        if (entries == null && !path.isEmpty()) {
            throw noAgent();
        }
        return entries == null ? List.of() : entries;
    }

    /** The mode of a node; null when it is not there. */
    @Nullable
    Mode mode(NodePath node) throws KlpException {
        for (Connection.Entry entry : list(node.parent())) {
            if (entry.name().equals(node.name())) {
                return Mode.of(entry.mode());
            }
        }
        return null;
    }

    String show(String path) throws KlpException {
        String text = readOnly(connection -> connection.show(path));
        if (text == null) {
            throw noAgent();
        }
        return text;
    }

    void store(String path, String value) throws KlpException {
        Boolean stored = request(connection -> {
            connection.store(path, value);
            return true;
        });
        if (stored == null) {
            throw noAgent();
        }
    }

    /** What is read may be asked for again: a connection that lay idle may lead to an agent that is no more. */
    private <T> @Nullable T readOnly(Request<T> request) throws KlpException {
        try {
            return request(request);
        } catch (KlpException failed) {
            if (failed.errno() != Errno.EIO.number() || !running()) {
                throw failed;
            }
            return request(request);
        }
    }

    /** Null when there is no agent. */
    private <T> @Nullable T request(Request<T> request) throws KlpException {
        Connection connection = idle.poll();
        if (connection == null) {
            connection = Connection.openIfLoaded(target);
        }
        if (connection == null) {
            return null;
        }
        try {
            return request.send(connection);
        } finally {
            release(connection);
        }
    }

    private void release(Connection connection) {
        if (!connection.isOpen() || !idle.offer(connection)) {
            connection.close();
        }
        if (closed) {
            close();
        }
    }

    private KlpException noAgent() {
        return new KlpException(Errno.ENOENT, "JVM " + target.pid() + " has no agent");
    }

    @Override
    public void close() {
        closed = true;
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            connection.close();
        }
    }
}
