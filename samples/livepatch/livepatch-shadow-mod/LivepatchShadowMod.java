package samples.livepatch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.klp4j.api.KlpModule;
import org.klp4j.api.ModuleParam;
import org.klp4j.api.ThisModule;

/**
 * A buggy module: it allocates a dummy from time to time, each with a buffer, and forgets to give the buffer back when
 * it frees the dummy. The dummy has no field for the buffer, which is what shadow variables are for.
 */
public final class LivepatchShadowMod implements KlpModule {
    /** Milliseconds between two allocations. */
    @ModuleParam
    static int alloc_period = 1000;

    /** Milliseconds between two rounds of freeing what has expired. */
    @ModuleParam
    static int cleanup_period = 3000;

    /** Milliseconds that a dummy lives. */
    @ModuleParam
    static int expire = 16000;

    private static final Deque<Dummy> DUMMIES = new ArrayDeque<>();
    private static int allocated;
    private static ThisModule self;

    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "kworker/shadow");
        thread.setDaemon(true);
        return thread;
    });

    static Dummy dummy_alloc() {
        Dummy dummy = new Dummy(++allocated, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(expire));
        Buffers.take(); // and nobody will ever find it again
        self.info("dummy_alloc: " + dummy);
        return dummy;
    }

    static void dummy_free(Dummy dummy) {
        self.info("dummy_free: " + dummy);
    }

    static boolean dummy_check(Dummy dummy, long now) {
        return dummy.expires() - now <= 0;
    }

    static void alloc_work_func() {
        DUMMIES.addFirst(dummy_alloc());
    }

    static void cleanup_work_func() {
        long now = System.nanoTime();
        DUMMIES.removeIf(dummy -> {
            boolean expired = dummy_check(dummy, now);
            if (expired) {
                dummy_free(dummy);
            }
            return expired;
        });
    }

    @Override
    public int init(ThisModule module) {
        self = module;
        worker.scheduleAtFixedRate(
                LivepatchShadowMod::alloc_work_func, alloc_period, alloc_period, TimeUnit.MILLISECONDS);
        worker.scheduleAtFixedRate(
                LivepatchShadowMod::cleanup_work_func, cleanup_period, cleanup_period, TimeUnit.MILLISECONDS);
        return self.createFile("kernel/livepatch_shadow/buffers", () -> Buffers.taken() + "\n", null);
    }

    @Override
    public void exit() throws InterruptedException {
        worker.shutdownNow();
        worker.awaitTermination(1, TimeUnit.MINUTES);
        DUMMIES.forEach(LivepatchShadowMod::dummy_free);
        DUMMIES.clear();
    }
}
