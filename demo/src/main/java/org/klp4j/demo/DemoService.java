package org.klp4j.demo;

import java.io.IOException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A web service on Jetty. It logs each request, a header included, through log4j-core 2.14.1. It prints
 * {@code ready PORT} when it serves, and ends when its standard input does, so that it never outlives its parent.
 *
 * <p>System properties: {@code demo.log} (file), {@code demo.threads} (size of the pool, 64 when absent).
 */
public final class DemoService {
    private DemoService() {}

    /** Serves on a free port of the loopback interface until standard input ends. */
    public static void main(String[] args) throws Exception {
        Server server = new Server(pool());
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        server.addConnector(connector);
        server.setHandler(new OrderHandler());
        server.start();
        System.out.println("ready " + connector.getLocalPort());
        awaitEndOfInput();
        System.exit(0);
    }

    private static QueuedThreadPool pool() {
        int threads = Integer.getInteger("demo.threads", 64);
        QueuedThreadPool pool = new QueuedThreadPool(threads, threads);
        pool.setName("http");
        return pool;
    }

    private static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // only the end matters
        }
    }
}
