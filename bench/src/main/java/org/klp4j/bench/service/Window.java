package org.klp4j.bench.service;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What the load met between two moments. */
final class Window {
    static final String P50 = "p50, ms";
    static final String P99 = "p99, ms";
    static final String P999 = "p99.9, ms";
    static final String LONGEST = "longest, ms";
    static final String CLOSED_P99 = "closed p99, ms";
    static final String CLOSED_P999 = "closed p99.9, ms";
    static final String RATE = "answers a second";
    static final String FAILED = "failed";

    private static final long HIGHEST = TimeUnit.MINUTES.toNanos(2);
    private static final int DIGITS = 3;

    private final Load load;

    Window(Load load) {
        this.load = load;
    }

    /** Answers a second of the closed loop. */
    double rate(long from, long to) {
        long answers = 0;
        for (Requests requests : load.closed()) {
            for (int i = 0; i < requests.count(); i++) {
                if (requests.end(i) >= from && requests.end(i) < to) {
                    answers++;
                }
            }
        }
        return answers * 1e9 / (to - from);
    }

    Map<String, Double> figures(long from, long to) {
        Histogram open = new Histogram(HIGHEST, DIGITS);
        record(load.open(), from, to, latency -> open.recordValue(latency));
        double rate = rate(from, to);
        // A client that waited through a stall stands for the requests it would have sent meanwhile.
        long expected = rate > 0 ? (long) (Load.CLOSED_CLIENTS * 1e9 / rate) : Load.THINK_NANOS;
        Histogram closed = new Histogram(HIGHEST, DIGITS);
        record(load.closed(), from, to, latency -> closed.recordValueWithExpectedInterval(latency, expected));
        Map<String, Double> figures = new TreeMap<>();
        figures.put(P50, open.getValueAtPercentile(50) / 1e6);
        figures.put(P99, open.getValueAtPercentile(99) / 1e6);
        figures.put(P999, open.getValueAtPercentile(99.9) / 1e6);
        figures.put(LONGEST, Math.max(open.getMaxValue(), closed.getMaxValue()) / 1e6);
        figures.put(CLOSED_P99, closed.getValueAtPercentile(99) / 1e6);
        figures.put(CLOSED_P999, closed.getValueAtPercentile(99.9) / 1e6);
        figures.put(RATE, rate);
        return figures;
    }

    private interface Sink {
        void latency(long nanos);
    }

    private static void record(List<Requests> kind, long from, long to, Sink sink) {
        for (Requests requests : kind) {
            for (int i = 0; i < requests.count(); i++) {
                if (requests.due(i) >= from && requests.due(i) < to) {
                    sink.latency(Math.max(0, Math.min(HIGHEST, requests.end(i) - requests.due(i))));
                }
            }
        }
    }

    double failed() {
        return load.open().stream().mapToInt(Requests::failed).sum()
                + load.closed().stream().mapToInt(Requests::failed).sum();
    }
}
