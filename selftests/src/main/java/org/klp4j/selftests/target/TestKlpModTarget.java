package org.klp4j.selftests.target;

import org.klp4j.api.KlpModule;
import org.klp4j.api.ThisModule;

/** A module with a function of its own to patch, behind {@code proc/test_klp_mod_target}. */
final class TestKlpModTarget implements KlpModule {
    private ThisModule self;

    static String test_klp_mod_target_show() {
        return "test_klp_mod_target: original output\n";
    }

    @Override
    public int init(ThisModule module) {
        self = module;
        self.info("test_klp_mod_target_init");
        return self.createFile("proc/test_klp_mod_target", TestKlpModTarget::test_klp_mod_target_show, null);
    }

    @Override
    public void exit() {
        self.info("test_klp_mod_target_exit");
    }
}
