package org.klp4j.bench.pair;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.IntSupplier;

/** The service that is patched: threads that make requests without end. Argument: how many threads. */
final class PairService {
    static final long SLICE_NANOS = 10_000_000;
    private static final int SLICES = 12_000;
    private static final int OLD = 1;

    private static final long START = System.nanoTime();
    private static final AtomicIntegerArray DONE = new AtomicIntegerArray(SLICES);
    private static final AtomicInteger TORN = new AtomicInteger();
    private static final LongAccumulator FIRST_NEW = new LongAccumulator(Math::min, Long.MAX_VALUE);
    private static final LongAccumulator LAST_OLD = new LongAccumulator(Math::max, 0);

    private PairService() {}

    /** Serves until standard input ends; each line of it is answered by a report. */
    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            IntSupplier request = Class.forName("pair.Request")
                    .asSubclass(IntSupplier.class)
                    .getDeclaredConstructor()
                    .newInstance();
            Thread thread = new Thread(() -> serve(request), "request-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        System.out.println("= ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            report();
        }
        System.exit(0);
    }

    private static void serve(IntSupplier request) {
        while (true) {
            int answer = request.getAsInt();
            long now = System.nanoTime();
            int first = answer >>> 8;
            int second = answer & 0xff;
            if (first != second) {
                TORN.incrementAndGet();
            }
            if (first == OLD || second == OLD) {
                LAST_OLD.accumulate(now);
            } else {
                FIRST_NEW.accumulate(now);
            }
            DONE.incrementAndGet((int) Math.min((now - START) / SLICE_NANOS, SLICES - 1));
        }
    }

    private static void report() {
        StringBuilder line = new StringBuilder("= ");
        line.append(TORN.get()).append(' ').append(FIRST_NEW.get()).append(' ').append(LAST_OLD.get());
        line.append(' ').append(START).append(' ');
        long used = (System.nanoTime() - START) / SLICE_NANOS;
        for (int i = 0; i < used && i < SLICES; i++) {
            line.append(DONE.get(i)).append(',');
        }
        System.out.println(line);
    }
}
