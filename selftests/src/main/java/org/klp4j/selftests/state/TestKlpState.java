package org.klp4j.selftests.state;

import org.klp4j.api.KlpModule;
import org.klp4j.api.ThisModule;

/** Changes {@code console_loglevel}; state version 1. */
final class TestKlpState implements KlpModule {
    @Override
    public int init(ThisModule self) {
        return new StatePatch(self, 1).enable();
    }
}
