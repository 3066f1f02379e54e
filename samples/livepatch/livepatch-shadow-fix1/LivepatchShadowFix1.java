package samples.livepatch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.klp4j.api.Klp;
import org.klp4j.api.KlpFunc;
import org.klp4j.api.KlpModule;
import org.klp4j.api.KlpObject;
import org.klp4j.api.KlpPatch;
import org.klp4j.api.KlpShadow;
import org.klp4j.api.ThisModule;

/** Fixes the leak of livepatch-shadow-mod: new dummies get a shadow variable that holds their buffer. */
public final class LivepatchShadowFix1 implements KlpModule {
    /** The buffer of a dummy. */
    static final long SV_LEAK = 1;

    private static final AtomicInteger ALLOCATED = new AtomicInteger(100_000);
    private static final long EXPIRE = TimeUnit.SECONDS.toNanos(1);
    private static ThisModule self;

    static Dummy livepatch_fix1_dummy_alloc() {
        Dummy dummy = new Dummy(ALLOCATED.incrementAndGet(), System.nanoTime() + EXPIRE);
        KlpShadow.<AtomicReference<byte[]>>alloc(dummy, SV_LEAK, AtomicReference::new, (object, data, buffer) -> {
            data.set((byte[]) buffer);
            return 0;
        }, Buffers.take());
        self.info("livepatch_fix1_dummy_alloc: " + dummy);
        return dummy;
    }

    static void livepatch_fix1_dummy_free(Dummy dummy) {
        if (KlpShadow.get(dummy, SV_LEAK) == null) {
            self.info("livepatch_fix1_dummy_free: " + dummy + " leaked!"); // it is from before the patch
        } else {
            KlpShadow.free(dummy, SV_LEAK, LivepatchShadowFix1::livepatch_fix1_dummy_leak_dtor);
        }
    }

    private static void livepatch_fix1_dummy_leak_dtor(Object dummy, AtomicReference<byte[]> buffer) {
        Buffers.giveBack(buffer.get());
        self.info("livepatch_fix1_dummy_leak_dtor: " + dummy + ", prevented leak");
    }

    @Override
    public int init(ThisModule module) {
        self = module;
        String host = "samples.livepatch.LivepatchShadowMod";
        return Klp.enablePatch(new KlpPatch()
                .mod(self)
                .objects(KlpObject.of("livepatch_shadow_mod")
                        .funcs(
                                new KlpFunc("dummy_alloc")
                                        .oldClass(host)
                                        .newFunc(LivepatchShadowFix1.class, "livepatch_fix1_dummy_alloc"),
                                new KlpFunc("dummy_free")
                                        .oldClass(host)
                                        .newFunc(LivepatchShadowFix1.class, "livepatch_fix1_dummy_free"))));
    }

    @Override
    public void exit() {
        // Shadow variables outlive patches: whoever goes for good takes his along.
        KlpShadow.freeAll(SV_LEAK, LivepatchShadowFix1::livepatch_fix1_dummy_leak_dtor);
    }
}
