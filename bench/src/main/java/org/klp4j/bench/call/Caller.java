package org.klp4j.bench.call;

import java.util.concurrent.SynchronousQueue;
import java.util.function.IntUnaryOperator;

/**
 * The thread whose calls are measured. It can be kept inside an affected function for as long as it measures, which a
 * thread of the benchmark harness cannot.
 */
final class Caller implements Runnable {
    private final SynchronousQueue<Integer> orders = new SynchronousQueue<>();
    private final SynchronousQueue<Integer> results = new SynchronousQueue<>();
    private final Library library;
    private final IntUnaryOperator call;
    private final boolean inside;
    private final int depth;

    private Caller(Library library, IntUnaryOperator call, boolean inside, int depth) {
        this.library = library;
        this.call = call;
        this.inside = inside;
        this.depth = depth;
    }

    /**
     * Starts it.
     *
     * @param inside whether an affected function is below it on its stack
     * @param depth how many frames below
     */
    static Caller start(Library library, IntUnaryOperator call, boolean inside, int depth) {
        Caller caller = new Caller(library, call, inside, depth);
        Thread thread = new Thread(caller, "caller");
        thread.setDaemon(true);
        thread.start();
        return caller;
    }

    /** Has {@code calls} calls made, and waits for them. */
    int batch(int calls) throws InterruptedException {
        orders.put(calls);
        return results.take();
    }

    @Override
    public void run() {
        if (inside) {
            library.inside(sum -> descend(depth, sum));
        } else {
            serve(0);
        }
    }

    private int descend(int frames, int sum) {
        return frames > 0 ? descend(frames - 1, sum) + 1 : serve(sum);
    }

    private int serve(int sum) {
        try {
            while (true) {
                sum = calls(orders.take(), sum);
                results.put(sum);
            }
        } catch (InterruptedException stop) {
            return sum;
        }
    }

    private int calls(int count, int start) {
        int sum = start;
        for (int i = 0; i < count; i++) {
            sum += call.applyAsInt(i);
        }
        return sum;
    }
}
