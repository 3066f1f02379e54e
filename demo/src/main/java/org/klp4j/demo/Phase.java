package org.klp4j.demo;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the load met during one phase. Counters are written by every sender and read after the last has ended. */
final class Phase {
    private final String name;
    private final @Nullable Phase before;
    private final LongAdder served = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);
    private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();

    Phase(String name, @Nullable Phase before) {
        this.name = name;
        this.before = before;
    }

    /** Counts a request that ended in this phase; its latency belongs to each phase it lasted through. */
    void finished(Phase began, long nanos, String failure) {
        if (failure.isEmpty()) {
            served.increment();
        } else {
            failed.increment();
            firstFailure.compareAndSet(null, failure);
        }
        for (Phase p = this; p != null; p = p.before) {
            p.longestNanos.accumulate(nanos);
            if (p == began) {
                return;
            }
        }
    }

    /** One line for each phase, oldest first. */
    String report() {
        return (before == null ? "" : before.report()) + line() + "\n";
    }

    /** Name, served, failed, longest in µs, first failure or '-'; tabs between. */
    String line() {
        String failure = firstFailure.get();
        return String.join(
                "\t",
                name,
                Long.toString(served.sum()),
                Long.toString(failed.sum()),
                Long.toString(TimeUnit.NANOSECONDS.toMicros(longestNanos.get())),
                failure == null ? "-" : failure.replaceAll("\\s+", " "));
    }
}
