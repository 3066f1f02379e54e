package org.klp4j.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A steady load of HTTP requests, in an open loop: request {@code n} is due at {@code start + n/rate} whatever
 * became of the ones before it, and its latency counts from when it was due. So a stall of the service is seen
 * by every request that had to wait for it, not only by the one that was under way.
 *
 * <p>Arguments: base address, requests a second, client threads. Each line {@code phase NAME} on standard input
 * begins a phase and is answered by what the one before has met so far; at the end of input each phase is reported
 * for good, see {@link Phase#line}.
 */
public final class DemoLoad {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final String base;
    private final long intervalNanos;
    private final int threads;
    private volatile Phase phase = new Phase("start", null); // written by the main thread
    private volatile boolean stopped; // written by the main thread

    private DemoLoad(String base, int requestsPerSecond, int threads) {
        this.base = base;
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / requestsPerSecond;
        this.threads = threads;
    }

    /** Loads the service at {@code args[0]} until standard input ends. */
    public static void main(String[] args) throws Exception {
        DemoLoad load = new DemoLoad(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        Thread[] senders = load.start();
        System.out.println("loading");
        load.followPhases();
        load.stopped = true;
        for (Thread sender : senders) {
            sender.join(TIMEOUT.toMillis());
        }
        System.out.print(load.phase.report());
        System.exit(0);
    }

    private Thread[] start() {
        Thread[] senders = new Thread[threads];
        long start = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            int first = i;
            senders[i] = new Thread(() -> send(start, first), "load-" + i);
            senders[i].setDaemon(true);
            senders[i].start();
        }
        return senders;
    }

    private void followPhases() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null && !line.equals("end"); line = in.readLine()) {
            if (line.startsWith("phase ")) {
                Phase ended = phase;
                phase = new Phase(line.substring("phase ".length()), ended);
                System.out.println(ended.line());
            }
        }
    }

    private void send(long start, int first) {
        for (long n = first; !stopped; n += threads) {
            long due = start + n * intervalNanos;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            Phase began = phase;
            String failure = request(n);
            phase.finished(began, System.nanoTime() - due, failure);
        }
    }

    /** Sends request {@code n}; empty when it was served, else what went wrong. */
    private String request(long n) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/orders/" + n))
                .timeout(TIMEOUT)
                .header("User-Agent", "klp-demo-load")
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            boolean served = response.statusCode() == 200 && response.body().contains("\"order\":\"" + n + "\"");
            return served ? "" : "status " + response.statusCode();
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }
}
