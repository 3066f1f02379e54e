package org.klp4j.selftests.targetpatch;

import org.klp4j.api.Klp;
import org.klp4j.api.KlpFunc;
import org.klp4j.api.KlpModule;
import org.klp4j.api.KlpObject;
import org.klp4j.api.KlpPatch;
import org.klp4j.api.ThisModule;

/** Patches a function of the module {@code test_klp_mod_target}, which may come before or after it. */
final class TestKlpModPatch implements KlpModule {
    static String livepatch_mod_target_show() {
        return "test_klp_mod_patch: this has been live patched\n";
    }

    @Override
    public int init(ThisModule self) {
        KlpFunc show = new KlpFunc("test_klp_mod_target_show")
                .oldClass("org.klp4j.selftests.target.TestKlpModTarget")
                .newFunc(TestKlpModPatch.class, "livepatch_mod_target_show");
        return Klp.enablePatch(new KlpPatch()
                .mod(self)
                .objects(KlpObject.of("test_klp_mod_target").funcs(show)));
    }
}
