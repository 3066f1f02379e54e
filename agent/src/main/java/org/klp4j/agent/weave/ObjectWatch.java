package org.klp4j.agent.weave;

import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.KernelLog;

/**
 * Tells the core of objects that come, before any of their code runs, and of objects that are gone.
 *
 * <p>The first class of an awaited object is held up in the transformer while the core deals with the arrival in a
 * thread of the agent's own: on the loading thread the JVM would not call the transformer a second time, so nothing
 * could be woven there. The wait is bounded, since the loading thread may hold locks the core runs into; an object
 * that once took too long is not waited for again.
 */
final class ObjectWatch implements WeavingTransformer.LoadListener {
    private static final long WAIT_MILLIS = 1500;
    private static final long IDLE_SECONDS = 5;

    private final ObjectNames objects;
    private final KernelLog log;
    private final ThreadPoolExecutor thread;
    private final LoaderReaper reaper;
    private final Map<String, CountDownLatch> arriving = new ConcurrentHashMap<>();
    private final Set<String> tooSlow = Collections.newSetFromMap(new ConcurrentHashMap<>());

    /** Set once, before anything is watched (volatile). */
    private volatile Consumer<String> coming = name -> {};

    /** Written by {@link #watch} under the core's lock, replaced as a whole (volatile); read by every class load. */
    private volatile Set<String> awaited = Set.of();

    ObjectWatch(ObjectNames objects, LoadedClasses classes, KernelLog log) {
        this.objects = objects;
        this.log = log;
        this.thread = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), AgentThreads.named("klp4j-objects"));
        this.thread.allowCoreThreadTimeOut(true);
        this.reaper = new LoaderReaper(objects, classes, log);
    }

    void report(Consumer<String> toComing, Consumer<String> toGoing) {
        coming = toComing;
        reaper.report(toGoing);
    }

    /** From now on these are awaited, and these are there. */
    void watch(Set<String> nextAwaited, Set<String> present) {
        tooSlow.retainAll(nextAwaited);
        awaited = nextAwaited;
        reaper.watch(present);
    }

    /** Under no lock: an object may have come between the core's look and the transformer's registration. */
    void missed(Set<String> names) {
        names.forEach(this::arrive);
    }

    @Override
    public void noticed(@Nullable String label, Module module, ClassLoader loader, @Nullable ProtectionDomain domain) {
        if (loader instanceof ObjectLoader) {
            return;
        }
        Set<String> names = awaited;
        if (label != null && names.contains(label)) {
            hold(label);
        }
        String object = objects.of(module, loader, domain);
        if (names.contains(object)) {
            hold(object);
        }
    }

    private void hold(String object) {
        CountDownLatch arrived = arrive(object);
        if (tooSlow.contains(object)) {
            return;
        }
        try {
            if (!arrived.await(WAIT_MILLIS, TimeUnit.MILLISECONDS) && tooSlow.add(object)) {
                log.klp4j("object '" + object + "' is loaded without waiting any longer for the patches that want it");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private CountDownLatch arrive(String object) {
        CountDownLatch fresh = new CountDownLatch(1);
        CountDownLatch known = arriving.putIfAbsent(object, fresh);
        if (known != null) {
            return known;
        }
        boolean asked = false;
        try {
            thread.execute(() -> come(object, fresh));
            asked = true;
        } finally {
            if (!asked) { // no thread to be had: its next class asks again
                arrived(object, fresh);
            }
        }
        return fresh;
    }

    private void come(String object, CountDownLatch latch) {
        try {
            coming.accept(object);
        } catch (RuntimeException | LinkageError | OutOfMemoryError failure) {
            log.klp4j("object '" + object + "': " + failure);
        } finally {
            arrived(object, latch);
        }
    }

    private void arrived(String object, CountDownLatch latch) {
        arriving.remove(object);
        latch.countDown();
    }
}
