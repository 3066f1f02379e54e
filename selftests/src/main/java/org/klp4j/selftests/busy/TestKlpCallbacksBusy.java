package org.klp4j.selftests.busy;

import java.util.concurrent.CountDownLatch;
import org.klp4j.api.KlpModule;
import org.klp4j.api.ModuleParam;
import org.klp4j.api.ThisModule;

/** A module with a worker; told to block a transition, its worker stays in {@code busymod_work_func} until the end. */
final class TestKlpCallbacksBusy implements KlpModule {
    @ModuleParam
    static boolean block_transition;

    private static final CountDownLatch ENTERED = new CountDownLatch(1);
    private static final CountDownLatch LEAVE = new CountDownLatch(1);

    private static ThisModule self;

    private final Thread worker = new Thread(TestKlpCallbacksBusy::busymod_work_func, "kworker");

    static void busymod_work_func() {
        self.info("busymod_work_func enter");
        ENTERED.countDown();
        if (block_transition) {
            boolean left = false;
            while (!left) {
                left = leave();
            }
        }
        self.info("busymod_work_func exit");
    }

    private static boolean leave() {
        try {
            LEAVE.await();
            return true;
        } catch (InterruptedException again) {
            return false;
        }
    }

    @Override
    public int init(ThisModule module) throws InterruptedException {
        self = module;
        self.info("test_klp_callbacks_busy_init");
        worker.setDaemon(true);
        worker.start();
        if (block_transition) {
            ENTERED.await();
        } else {
            worker.join();
        }
        return 0;
    }

    @Override
    public void exit() throws InterruptedException {
        LEAVE.countDown();
        worker.join();
        self.info("test_klp_callbacks_busy_exit");
    }
}
