package org.klp4j.selftests.state;

import org.klp4j.api.KlpModule;
import org.klp4j.api.ThisModule;

/** Changes {@code console_loglevel}; state version 2. */
final class TestKlpState3 implements KlpModule {
    @Override
    public int init(ThisModule self) {
        return new StatePatch(self, 2).enable();
    }
}
