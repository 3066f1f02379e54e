package org.klp4j.bench.load;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;

/** The JVM that is patched: 200 threads that call the library a hundred times a second each. */
final class Service {
    private static final int THREADS = 200;
    private static final long PAUSE_NANOS = 10_000_000;

    private static volatile int sink;

    private Service() {}

    /** Runs until it is killed; prints a line when every thread works. */
    public static void main(String[] jar) throws Exception {
        URL[] path = {Path.of(jar[0]).toUri().toURL()};
        URLClassLoader loader = new URLClassLoader(path);
        IntUnaryOperator call = (IntUnaryOperator) loader.loadClass("subject.Subject")
                .getMethod("caller", String.class)
                .invoke(null, "static");
        for (int i = 0; i < THREADS; i++) {
            new Thread(() -> work(call), "service-" + i).start();
        }
        System.out.println("ready");
    }

    private static void work(IntUnaryOperator call) {
        while (true) {
            sink = call.applyAsInt(sink);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
