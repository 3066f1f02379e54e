package org.klp4j.bench.service;

import java.util.Arrays;

/** What one sender did: when each request was due, and when it ended. Written by its sender, read after it stopped. */
final class Requests {
    private long[] due = new long[1 << 12];
    private long[] end = new long[1 << 12];
    private int count;
    private int failed;

    void add(long wasDue, long ended) {
        if (count == due.length) {
            due = Arrays.copyOf(due, 2 * count);
            end = Arrays.copyOf(end, 2 * count);
        }
        due[count] = wasDue;
        end[count++] = ended;
    }

    void fail() {
        failed++;
    }

    int failed() {
        return failed;
    }

    int count() {
        return count;
    }

    long due(int i) {
        return due[i];
    }

    long end(int i) {
        return end[i];
    }
}
