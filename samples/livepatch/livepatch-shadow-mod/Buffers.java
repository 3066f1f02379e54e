package samples.livepatch;

import java.util.concurrent.atomic.AtomicInteger;

/** A resource that has to be given back. */
public final class Buffers {
    private static final AtomicInteger TAKEN = new AtomicInteger();

    private Buffers() {}

    /** A buffer, to be given back with {@link #giveBack}. */
    public static byte[] take() {
        TAKEN.incrementAndGet();
        return new byte[16];
    }

    /** Ends the use of a buffer. */
    public static void giveBack(byte[] buffer) {
        if (buffer.length == 16) {
            TAKEN.decrementAndGet();
        }
    }

    /** How many nobody has given back. */
    public static int taken() {
        return TAKEN.get();
    }
}
