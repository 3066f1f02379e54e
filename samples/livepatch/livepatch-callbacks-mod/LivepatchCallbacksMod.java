package samples.livepatch;

import org.klp4j.api.KlpModule;
import org.klp4j.api.ThisModule;

/** A module without functions, for the callbacks of livepatch-callbacks-demo. */
public final class LivepatchCallbacksMod implements KlpModule {
    private ThisModule self;

    @Override
    public int init(ThisModule module) {
        self = module;
        self.info("livepatch_callbacks_mod_init");
        return 0;
    }

    @Override
    public void exit() {
        self.info("livepatch_callbacks_mod_exit");
    }
}
