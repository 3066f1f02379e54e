package samples.livepatch;

import org.klp4j.api.KlpModule;
import org.klp4j.api.ModuleParam;
import org.klp4j.api.ThisModule;

/** A module whose worker sleeps inside a function that livepatch-callbacks-demo patches: it holds a transition up. */
public final class LivepatchCallbacksBusymod implements KlpModule {
    @ModuleParam(mode = 0644)
    static volatile int sleep_secs;

    private static ThisModule self;

    private final Thread worker = new Thread(LivepatchCallbacksBusymod::busymod_work_func, "kworker/busymod");

    static void busymod_work_func() {
        self.info("busymod_work_func, sleeping " + sleep_secs + " seconds ...");
        try {
            Thread.sleep(sleep_secs * 1000L);
        } catch (InterruptedException unloaded) {
            // the module is leaving
        }
        self.info("busymod_work_func exit");
    }

    @Override
    public int init(ThisModule module) {
        self = module;
        self.info("livepatch_callbacks_mod_init");
        worker.setDaemon(true);
        worker.start();
        return 0;
    }

    @Override
    public void exit() throws InterruptedException {
        worker.interrupt();
        worker.join();
        self.info("livepatch_callbacks_mod_exit");
    }
}
