package org.klp4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.klp4j.format.Errno;

/** Objects that come and go while patches are on the list, in transition, or unwilling. */
class ArrivalsTest {
    private final Lab lab = new Lab();
    private final FakeJvm.LoggingCallbacks lp1 = lab.callbacks("lp1");
    private final FakeJvm.LoggingCallbacks lp2 = lab.callbacks("lp2");

    private void enableBoth() throws Exception {
        lab.livepatch.enable(Lab.patch(
                lab.module("lp1"),
                false,
                Lab.object(null, lp1),
                Lab.object("target", lp1, Lab.function("t.T.f", "lp1.f"))));
        lab.livepatch.enable(Lab.patch(
                lab.module("lp2"),
                false,
                Lab.object(null, lp2),
                Lab.object("target", lp2, Lab.function("t.T.f", "lp2.f"))));
        lab.news();
    }

    @Test
    void comingAndGoing() throws Exception {
        enableBoth();
        assertThat(lab.livepatch.awaited()).containsExactly("target");
        assertThat(lab.livepatch.coming("target", true)).isZero();
        lab.said(
                "livepatch: applying patch 'lp1' to loading module 'target'",
                "lp1: pre_patch target COMING",
                "lp1: post_patch target COMING",
                "livepatch: applying patch 'lp2' to loading module 'target'",
                "lp2: pre_patch target COMING",
                "lp2: post_patch target COMING");
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("lp2.f");
        assertThat(lab.patched("lp1", "target")).isTrue();
        assertThat(lab.livepatch.awaited()).isEmpty();
        lab.livepatch.going("target");
        lab.said(
                "lp1: pre_unpatch target GOING",
                "livepatch: reverting patch 'lp1' on unloading module 'target'",
                "lp1: post_unpatch target GOING",
                "lp2: pre_unpatch target GOING",
                "livepatch: reverting patch 'lp2' on unloading module 'target'",
                "lp2: post_unpatch target GOING");
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("original");
        assertThat(lab.patched("lp1", "target")).isFalse();
        assertThat(lab.livepatch.awaited()).containsExactly("target");
        lab.livepatch.going("target");
        lab.said();
    }

    @Test
    void secondPatchRefusesTheModule() throws Exception {
        enableBoth();
        lp2.prePatchReturns("target", -12);
        assertThat(lab.livepatch.coming("target", true)).isEqualTo(Errno.ENOMEM.number());
        lab.said(
                "livepatch: applying patch 'lp1' to loading module 'target'",
                "lp1: pre_patch target COMING",
                "lp1: post_patch target COMING",
                "livepatch: applying patch 'lp2' to loading module 'target'",
                "lp2: pre_patch target COMING",
                "livepatch: pre-patch callback failed for object 'target'",
                "livepatch: patch 'lp2' failed for module 'target', refusing to load module 'target'",
                "lp1: pre_unpatch target GOING",
                "livepatch: reverting patch 'lp1' on unloading module 'target'",
                "lp1: post_unpatch target GOING");
        assertThat(lab.patched("lp1", "target")).isFalse();
        lp2.prePatchReturns("target", 0);
        assertThat(lab.livepatch.coming("target", true)).isZero();
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("lp2.f");
    }

    @Test
    void symbolMissingInTheModule() throws Exception {
        enableBoth();
        lab.jvm.unknown.add("t.T.f");
        assertThat(lab.livepatch.coming("target", true)).isEqualTo(Errno.EINVAL.number());
        lab.said(
                "livepatch: symbol 't.T.f' not found in symbol table",
                "livepatch: failed to initialize patch 'lp1' for module 'target' (-22)",
                "livepatch: patch 'lp1' failed for module 'target', refusing to load module 'target'");
    }

    @Test
    void redirectFailsInTheModule() throws Exception {
        enableBoth();
        lab.jvm.notrace.add("t.T.f");
        assertThat(lab.livepatch.coming("target", true)).isEqualTo(Errno.EINVAL.number());
        lab.said(
                "livepatch: applying patch 'lp1' to loading module 'target'",
                "lp1: pre_patch target COMING",
                "livepatch: failed to find location for function 't.T.f'",
                "livepatch: failed to patch object 'target'",
                "livepatch: failed to apply patch 'lp1' to module 'target' (-22)",
                "lp1: post_unpatch target COMING",
                "livepatch: patch 'lp1' failed for module 'target', refusing to load module 'target'");
    }

    @Test
    void applicationIsNeverRefusedButLeftUnpatchedLoudly() throws Exception {
        enableBoth();
        lp1.prePatchReturns("target", -12);
        assertThat(lab.livepatch.coming("target", false)).isZero();
        assertThat(lab.news())
                .contains(
                        "klp4j: patch 'lp1' failed for 'target' (-12): its classes run UNPATCHED; disable the patch and load"
                                + " a mended one",
                        "livepatch: applying patch 'lp2' to loading module 'target'");
        assertThat(lab.patched("lp1", "target")).isFalse();
        assertThat(lab.patched("lp2", "target")).isTrue();
        assertThat(lab.livepatch.awaited()).isEmpty();
        lab.livepatch.coming("target", false);
        lab.said();
        lab.livepatch.going("target");
        lab.news();
        lp1.prePatchReturns("target", 0);
        lab.livepatch.coming("target", false);
        assertThat(lab.patched("lp1", "target")).isTrue();
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("lp2.f");
    }

    @Test
    void duringATransition() throws Exception {
        Thread busy = lab.threads.add("busy");
        lab.threads.stand(busy, "b.B.work");
        lab.jvm.load("busy");
        lab.livepatch.enable(Lab.patch(
                lab.module("lp1"),
                false,
                Lab.object(null, lp1),
                Lab.object("target", lp1, Lab.function("t.T.f", "lp1.f")),
                Lab.object("busy", lp1, Lab.function("b.B.work", "lp1.work"))));
        lab.news();
        assertThat(lab.livepatch.coming("target", true)).isZero();
        lab.said("livepatch: applying patch 'lp1' to loading module 'target'", "lp1: pre_patch target COMING");
        assertThat(lab.jvm.runs("t.T.f", 1)).isEqualTo("lp1.f");
        assertThat(lab.jvm.runs("t.T.f", 0)).isEqualTo("original");
        lab.livepatch.going("target");
        lab.said("livepatch: reverting patch 'lp1' on unloading module 'target'", "lp1: post_unpatch target GOING");
        lab.livepatch.storeEnabled("lp1", false);
        lab.retry(1);
        lab.said(
                "livepatch: 'lp1': reversing transition from patching to unpatching",
                "livepatch: 'lp1': starting unpatching transition",
                "livepatch: 'lp1': completing unpatching transition",
                "lp1: post_unpatch vmlinux",
                "lp1: post_unpatch busy LIVE",
                "livepatch: 'lp1': unpatching complete");
    }

    @Test
    void whatComesDuringATransitionGetsItsPostPatchAtTheEnd() throws Exception {
        Thread busy = lab.threads.add("busy");
        lab.threads.stand(busy, "b.B.work");
        lab.livepatch.enable(Lab.patch(
                lab.module("lp1"),
                false,
                Lab.object(null, Callbacks.NONE, Lab.function("b.B.work", "lp1.work")),
                Lab.object("target", lp1, Lab.function("t.T.f", "lp1.f"))));
        lab.livepatch.coming("target", true);
        lab.news();
        lab.threads.stand(busy);
        lab.retry(1);
        lab.said(
                "livepatch: 'lp1': completing patching transition",
                "lp1: post_patch target LIVE",
                "livepatch: 'lp1': patching complete");
    }

    @Test
    void lowerPatchThatComesLateStaysBelow() throws Exception {
        lab.livepatch.enable(
                Lab.patch(lab.module("lp1"), false, Lab.object("target", lp1, Lab.function("t.T.f", "lp1.f"))));
        lab.livepatch.enable(Lab.patch(
                lab.module("lp2"), false, Lab.object("target", Callbacks.NONE, Lab.function("t.T.f", "lp2.f"))));
        lab.livepatch.coming("target", false);
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("lp2.f");
        lab.livepatch.storeEnabled("lp2", false);
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("lp1.f");
    }

    @Test
    void arrivalInsideACallbackIsSeenToAfterwards() throws Exception {
        enableBoth();
        Callbacks loading = new Callbacks() {
            @Override
            public int prePatch(String object, ObjectPhase phase) {
                return lab.livepatch.coming("target", false);
            }
        };
        lab.livepatch.enable(Lab.patch(lab.module("lp3"), false, Lab.object(null, loading)));
        assertThat(lab.patched("lp1", "target")).isTrue();
        assertThat(lab.news())
                .containsSubsequence(
                        "livepatch: 'lp3': patching complete",
                        "livepatch: applying patch 'lp1' to loading module 'target'");
    }

    @Test
    void weavingSwitchedOffRefusesTheModule() throws Exception {
        lab.livepatch.storeFtraceEnabled(false);
        lab.livepatch.enable(Lab.patch(
                lab.module("lp1"), false, Lab.object("target", Callbacks.NONE, Lab.function("t.T.f", "lp1.f"))));
        lab.news();
        assertThat(lab.livepatch.coming("target", true)).isEqualTo(Errno.EBUSY.number());
        lab.said(
                "livepatch: applying patch 'lp1' to loading module 'target'",
                "livepatch: failed to register ftrace handler for function 't.T.f' (-16)",
                "livepatch: failed to patch object 'target'",
                "livepatch: failed to apply patch 'lp1' to module 'target' (-16)",
                "livepatch: patch 'lp1' failed for module 'target', refusing to load module 'target'");
        lab.livepatch.storeFtraceEnabled(true);
        assertThat(lab.livepatch.coming("target", true)).isZero();
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("lp1.f");
    }
}
