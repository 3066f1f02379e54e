package org.klp4j.agent.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchedStacksTest {
    private static final int DEPTH = 30;
    private static final long FRAME_NANOS = 1_800;

    /** Nanoseconds that a batch of so many threads takes, where a stop of nobody costs so much. */
    private static long cost(long stop, int threads, int depth) {
        return stop + (long) threads * depth * FRAME_NANOS;
    }

    /** The number of stops in which so many threads are looked at. */
    private static int stops(int threads, long stop, int depth) {
        int size = 8;
        int stops = 0;
        for (int seen = 0; seen < threads; stops++) {
            seen += size;
            size = BatchedStacks.next(size, (long) size * depth, cost(stop, size, depth), threads);
        }
        return stops;
    }

    @Test
    void aStopThatIsExpensiveInItselfDoesNotMakeMoreOfThem() {
        assertThat(stops(2_000, 20_000, DEPTH)).isBetween(80, 120);
        assertThat(stops(2_000, 5_000_000, DEPTH)).isBetween(80, 120);
    }

    @Test
    void theStopsDoNotGrowWithTheNumberOfThreadsInCountAndInLength() {
        assertThat(stops(10_000, 1_000_000, DEPTH)).isBetween(80, 120);
        assertThat(stops(40_000, 4_000_000, DEPTH)).isBetween(80, 120);
    }

    @Test
    void aBatchTakesAboutAsLongHoweverDeepTheStacksAre() {
        for (int depth : new int[] {10, 100, 1_000, 10_000}) {
            int size = 1;
            for (int batch = 0; batch < 20; batch++) {
                size = BatchedStacks.next(size, (long) size * depth, cost(20_000, size, depth), 100);
            }
            assertThat(size).isPositive();
            assertThat(size == 1 ? 0 : cost(20_000, size, depth))
                    .as("%s frames", depth)
                    .isLessThan(1_100_000);
        }
    }

    @Test
    void aMomentWithoutAProcessorIsSoonMadeUpFor() {
        int held = BatchedStacks.next(20, 20L * DEPTH, 135_000_000, 100);
        assertThat(held).isGreaterThan(15);
        assertThat(BatchedStacks.next(held, (long) held * DEPTH, cost(20_000, held, DEPTH), 100))
                .as("what so many threads take leaves time for more")
                .isGreaterThan(held);
    }
}
