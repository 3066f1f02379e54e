package org.klp4j.demo;

import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers {@code /orders/N} with a priced order and {@code /health} with pid and uptime in milliseconds. */
final class OrderHandler extends Handler.Abstract {
    private static final Logger LOG = LogManager.getLogger(OrderHandler.class);
    private static final int LINES = 20;

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        LOG.info(
                "{} {} agent '{}'",
                request.getMethod(),
                path,
                request.getHeaders().get(HttpHeader.USER_AGENT));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(body(path).getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }

    private static String body(String path) {
        return path.equals("/health") ? health() : order(path.substring(path.lastIndexOf('/') + 1));
    }

    private static String health() {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        return "{\"pid\":" + runtime.getPid() + ",\"uptime_ms\":" + runtime.getUptime() + "}";
    }

    private static String order(String id) {
        long seed = id.hashCode();
        long total = 0;
        for (int line = 0; line < LINES; line++) {
            seed = seed * 6364136223846793005L + 1442695040888963407L;
            total += (seed >>> 48) % 10_000;
        }
        return "{\"order\":\"" + id + "\",\"lines\":" + LINES + ",\"total_cents\":" + total + "}";
    }
}
