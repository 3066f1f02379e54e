package org.klp4j.client;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** HotSpot's own count of objects by class. It walks the whole heap in one stop of all threads. */
final class Histogram {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Histogram() {}

    /** Objects by binary class name, those that nobody reaches any more included. */
    static Map<String, Long> of(Target target) throws KlpException {
        Process process = new Process(target.pid());
        Readiness.check(target, process);
        try {
            AttachSocket.Reply reply = AttachSocket.of(process, PATIENCE).command("inspectheap", "-all");
            if (reply.result() != 0) {
                throw new IOException(reply.text().lines().findFirst().orElse("result " + reply.result()));
            }
            return parsed(reply.text());
        } catch (IOException e) {
            throw new KlpException(
                    Errno.EIO, "cannot count the objects of JVM " + target.pid() + ": " + e.getMessage(), e);
        }
    }

    /** Lines like {@code 12: 3 96 com.foo.Bar (module)}; of several loaders' copies the sum. */
    private static Map<String, Long> parsed(String text) {
        Map<String, Long> counts = new HashMap<>();
        text.lines().map(line -> line.strip().split("\\s+")).forEach(words -> {
            if (words.length >= 4 && words[0].matches("\\d+:") && words[1].matches("\\d+")) {
                counts.merge(words[3], Long.parseLong(words[1]), Long::sum);
            }
        });
        return counts;
    }
}
