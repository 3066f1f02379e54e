package org.klp4j.bench.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Two loads at once. Open loop: requests due at a fixed rate whatever became of those before, latency counted from when
 * they were due. Closed loop: clients that wait for an answer, think, and ask again, whose number of answers is the
 * service's work.
 */
final class Load {
    static final int OPEN_SENDERS = 8;
    static final int OPEN_PER_SECOND = 200;
    static final int CLOSED_CLIENTS = 6;
    static final long THINK_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final String AGENT = "klp-bench";

    private final int port;
    private final List<Requests> open = new ArrayList<>();
    private final List<Requests> closed = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped; // written by stop()

    private interface Sender {
        void send(HttpConnection connection, Requests requests) throws IOException;
    }

    Load(int port) {
        this.port = port;
        long start = System.nanoTime();
        for (int i = 0; i < OPEN_SENDERS; i++) {
            int first = i;
            start(open, (connection, requests) -> open(connection, requests, start, first));
        }
        for (int i = 0; i < CLOSED_CLIENTS; i++) {
            start(closed, this::closed);
        }
    }

    private void start(List<Requests> kind, Sender sender) {
        Requests requests = new Requests();
        kind.add(requests);
        Thread thread = new Thread(() -> run(sender, requests), "load-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void run(Sender sender, Requests requests) {
        while (!stopped) {
            try (HttpConnection connection = new HttpConnection(port)) {
                sender.send(connection, requests);
            } catch (IOException e) {
                requests.fail();
                LockSupport.parkNanos(THINK_NANOS);
            }
        }
    }

    private void open(HttpConnection connection, Requests requests, long start, int first) throws IOException {
        long interval = TimeUnit.SECONDS.toNanos(1) / OPEN_PER_SECOND;
        for (long n = first + (long) requests.count() * OPEN_SENDERS; !stopped; n += OPEN_SENDERS) {
            long due = start + n * interval;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            ask(connection, requests, n, due);
        }
    }

    private void closed(HttpConnection connection, Requests requests) throws IOException {
        while (!stopped) {
            LockSupport.parkNanos(THINK_NANOS);
            ask(connection, requests, requests.count(), System.nanoTime());
        }
    }

    private static void ask(HttpConnection connection, Requests requests, long order, long due) throws IOException {
        boolean served = connection.get(order, AGENT);
        requests.add(due, System.nanoTime());
        if (!served) {
            requests.fail();
        }
    }

    List<Requests> open() {
        return open;
    }

    List<Requests> closed() {
        return closed;
    }

    /** Stops the senders; their requests may be read afterwards. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        }
    }
}
