package org.klp4j.bench.pair;

import java.util.Arrays;
import java.util.List;

/**
 * What the service saw. Times are of the system's monotonic clock, which all processes share.
 *
 * @param torn requests that ran code of both releases
 * @param firstNew when the first request was answered by the new release alone; the largest long if none was
 * @param lastOld when the last one was answered in any part by the old
 * @param start of the first slice
 * @param done requests per slice
 */
record PairReport(int torn, long firstNew, long lastOld, long start, List<Integer> done) {
    private static final int RATE_SLICES = 100;

    static PairReport parse(String line) {
        String[] words = line.split(" ");
        return new PairReport(
                Integer.parseInt(words[0]),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Arrays.stream(words[4].split(",")).map(Integer::valueOf).toList());
    }

    boolean fixed() {
        return firstNew != Long.MAX_VALUE;
    }

    /** Requests answered from {@code from} to {@code to}. */
    private double between(long from, long to) {
        double sum = 0;
        for (int i = 0; i < done.size(); i++) {
            long begin = start + i * PairService.SLICE_NANOS;
            if (begin >= from && begin < to) {
                sum += done.get(i);
            }
        }
        return sum;
    }

    /**
     * Milliseconds of work lost from {@code from} to {@code to}, at the rate of the second before.
     *
     * @param before what the service had reported when that began, where it is another process by now
     */
    double lost(long from, long to, PairReport before) {
        long begin = before.start + (from - before.start) / PairService.SLICE_NANOS * PairService.SLICE_NANOS;
        long slices = (to - begin) / PairService.SLICE_NANOS;
        long end = begin + slices * PairService.SLICE_NANOS;
        double aSlice = before.between(begin - RATE_SLICES * PairService.SLICE_NANOS, begin) / RATE_SLICES;
        double answered = between(begin, end);
        if (before.start != start) {
            answered += before.between(begin, end);
        }
        return (slices - answered / aSlice) * (PairService.SLICE_NANOS / 1e6);
    }
}
