package org.klp4j.bench.call;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.KlpException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One call of a patched method, in every situation and shape. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // the harness calls reach() first
public class CallCost {
    /** System property: how long {@link Situation#PENDING_LONG} calls before it is measured. */
    static final String LONG_MILLIS = "klp4j.bench.pending";

    private static final int BATCH = 200_000;
    private static final int DEEP = 100;

    /** State of the patch. */
    @Param({"PLAIN", "FIXED", "IDLE_AGENT", "SWITCHED", "PENDING", "COMPLETED", "STACKED", "DISABLED"})
    public String situation = "PLAIN";

    /** Kind of method. */
    @Param({"static", "large", "virtual", "interface", "constructor", "lambda"})
    public String shape = "static";

    private Library library;
    private Caller caller;

    /** Reaches the situation. */
    @Setup(Level.Trial)
    public void reach() throws Exception {
        Situation wanted = Situation.valueOf(situation);
        library = new Library(wanted == Situation.FIXED ? Library.FIXED : Library.VULNERABLE);
        int depth = wanted == Situation.PENDING_DEEP ? DEEP : 0;
        caller = Caller.start(library, library.caller(shape), wanted.pending(), depth);
        caller.batch(1);
        if (wanted == Situation.SWITCHED) {
            // Somebody has to keep the transition open.
            Caller.start(library, x -> x, true, 0).batch(1);
        }
        switch (wanted) {
            case PLAIN, FIXED -> {}
            case IDLE_AGENT -> connection().close();
            case SWITCHED, PENDING, PENDING_DEEP -> load(Library.FIXED, "1");
            case PENDING_LONG -> {
                load(Library.FIXED, "1");
                stayPending();
            }
            case COMPLETED -> load(Library.FIXED, "0");
            case STACKED -> {
                for (int release = 2; release <= Library.FIXED; release++) {
                    load(release, "0");
                }
            }
            case DISABLED -> {
                load(Library.FIXED, "0");
                disable();
            }
        }
    }

    private void stayPending() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.getLong(LONG_MILLIS, 0));
        while (System.nanoTime() < end) {
            caller.batch(BATCH);
        }
    }

    private void load(int release, String transition) throws IOException, KlpException {
        try (Connection connection = connection()) {
            connection.insmod("subject_" + release, library.module(release), List.of());
            settle(connection, release, transition);
        }
    }

    private static void disable() throws KlpException {
        try (Connection connection = connection()) {
            connection.store("livepatch/subject_" + Library.FIXED + "/enabled", "0");
            settle(connection, Library.FIXED, "0");
        }
    }

    /** Asks until the transition is over, or makes sure that it is not. */
    private static void settle(Connection connection, int release, String transition) throws KlpException {
        while (!connection.show("livepatch/subject_" + release + "/transition").startsWith(transition)) {
            Thread.onSpinWait();
        }
    }

    private static Connection connection() throws KlpException {
        return Connection.open(Target.find(Long.toString(ProcessHandle.current().pid())));
    }

    /** A batch of calls. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int call() throws InterruptedException {
        return caller.batch(BATCH);
    }

    /** Closes what {@link #reach} opened. */
    @TearDown(Level.Trial)
    public void leave() throws IOException {
        library.close();
    }
}
