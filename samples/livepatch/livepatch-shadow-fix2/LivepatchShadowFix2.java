package samples.livepatch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.klp4j.api.Klp;
import org.klp4j.api.KlpFunc;
import org.klp4j.api.KlpModule;
import org.klp4j.api.KlpObject;
import org.klp4j.api.KlpPatch;
import org.klp4j.api.KlpShadow;
import org.klp4j.api.ThisModule;

/** On top of livepatch-shadow-fix1: counts how often a dummy was checked, for dummies of any age. */
public final class LivepatchShadowFix2 implements KlpModule {
    private static final long SV_LEAK = 1; // of livepatch-shadow-fix1
    private static final long SV_COUNTER = 2;
    private static ThisModule self;

    static boolean livepatch_fix2_dummy_check(Dummy dummy, long now) {
        AtomicInteger counter = KlpShadow.getOrAlloc(dummy, SV_COUNTER, AtomicInteger::new, null, null);
        if (counter != null) {
            counter.incrementAndGet();
        }
        return dummy.expires() - now <= 0;
    }

    static void livepatch_fix2_dummy_free(Dummy dummy) {
        if (KlpShadow.get(dummy, SV_LEAK) == null) {
            self.info("livepatch_fix2_dummy_free: " + dummy + " leaked!");
        } else {
            KlpShadow.free(dummy, SV_LEAK, LivepatchShadowFix2::livepatch_fix2_dummy_leak_dtor);
        }
        Object counter = KlpShadow.get(dummy, SV_COUNTER);
        if (counter != null) {
            self.info("livepatch_fix2_dummy_free: " + dummy + ", check counter = " + counter);
            KlpShadow.free(dummy, SV_COUNTER, null);
        }
    }

    private static void livepatch_fix2_dummy_leak_dtor(Object dummy, AtomicReference<byte[]> buffer) {
        Buffers.giveBack(buffer.get());
        self.info("livepatch_fix2_dummy_leak_dtor: " + dummy + ", prevented leak");
    }

    @Override
    public int init(ThisModule module) {
        self = module;
        String host = "samples.livepatch.LivepatchShadowMod";
        return Klp.enablePatch(new KlpPatch()
                .mod(self)
                .objects(KlpObject.of("livepatch_shadow_mod")
                        .funcs(
                                new KlpFunc("dummy_check")
                                        .oldClass(host)
                                        .newFunc(LivepatchShadowFix2.class, "livepatch_fix2_dummy_check"),
                                new KlpFunc("dummy_free")
                                        .oldClass(host)
                                        .newFunc(LivepatchShadowFix2.class, "livepatch_fix2_dummy_free"))));
    }

    @Override
    public void exit() {
        KlpShadow.freeAll(SV_COUNTER, null);
    }
}
