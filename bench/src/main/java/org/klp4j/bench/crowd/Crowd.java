package org.klp4j.bench.crowd;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * A JVM with many of something: arguments are a jar, how many classes of it to load, in how many loaders, and how many
 * threads of each kind to park at the bottom of a stack of usual depth.
 */
public final class Crowd {
    private static final int DEPTH = 30;
    private static final List<Object> KEPT = new ArrayList<>();

    private Crowd() {}

    /** Says that it is ready, and answers each line of its input by what it uses after a collection. */
    public static void main(String[] arguments) throws Exception {
        int classes = Integer.parseInt(arguments[1]);
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            load(arguments[0], classes);
        }
        park(Integer.parseInt(arguments[3]), Thread::new);
        int virtual = Integer.parseInt(arguments[4]);
        if (virtual > 0) {
            park(virtual, virtualThreads());
        }
        System.out.println("= ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            System.gc();
            System.out.println("= " + Vitals.now());
        }
        System.exit(0);
    }

    private static void load(String jar, int classes) throws Exception {
        URLClassLoader loader =
                new URLClassLoader(new URL[] {new File(jar).toURI().toURL()});
        KEPT.add(loader);
        for (int i = 0; i < classes; i++) {
            Class.forName("crowd.Part" + i, true, loader);
        }
    }

    private static void park(int count, ThreadFactory factory) throws InterruptedException {
        CountDownLatch parked = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Thread thread = factory.newThread(() -> park(DEPTH, parked));
            thread.setName("parked-" + i);
            if (!thread.isDaemon()) {
                thread.setDaemon(true);
            }
            KEPT.add(thread);
            thread.start();
        }
        parked.await();
    }

    private static void park(int depth, CountDownLatch parked) {
        if (depth > 0) {
            park(depth - 1, parked);
            return;
        }
        parked.countDown();
        while (true) {
            LockSupport.park();
        }
    }

    /** The factory of 21 and newer; this class is compiled for 17. */
    private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
        return (ThreadFactory) factory.invoke(builder);
    }
}
