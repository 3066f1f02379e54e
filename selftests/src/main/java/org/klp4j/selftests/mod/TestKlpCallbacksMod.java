package org.klp4j.selftests.mod;

import org.klp4j.api.KlpModule;
import org.klp4j.api.ThisModule;

/** A module that does nothing but come and go. */
final class TestKlpCallbacksMod implements KlpModule {
    private ThisModule self;

    @Override
    public int init(ThisModule module) {
        self = module;
        self.info("test_klp_callbacks_mod_init");
        return 0;
    }

    @Override
    public void exit() {
        self.info("test_klp_callbacks_mod_exit");
    }
}
