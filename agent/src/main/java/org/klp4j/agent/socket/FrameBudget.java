package org.klp4j.agent.socket;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.klp4j.format.Wire;

/**
 * Bounds the memory that all requests together may take from the application's heap: to one frame of the largest
 * size, and to a quarter of what is free.
 */
final class FrameBudget {
    private static final int SMALL = 1 << 16;

    /** The frame would take memory that the application may need. */
    static final class Exceeded extends IOException {
        private static final long serialVersionUID = 1L;

        private Exceeded(int bytes) {
            super("this JVM has not enough free heap for a request of " + bytes + " bytes");
        }
    }

    private final AtomicLong taken = new AtomicLong(); // bytes

    /** What one connection holds; it gives that back before its next frame. */
    Share share() {
        return new Share();
    }

    final class Share implements Wire.Admission {
        private int held;

        @Override
        public void admit(int bytes) throws IOException {
            if (bytes <= SMALL) {
                return;
            }
            held = bytes;
            if (taken.addAndGet(bytes) > Math.min(Wire.MAX_FRAME, free() / 4)) {
                throw new Exceeded(bytes);
            }
        }

        void release() {
            taken.addAndGet(-held);
            held = 0;
        }
    }

    private static long free() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }
}
