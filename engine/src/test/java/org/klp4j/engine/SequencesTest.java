package org.klp4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.klp4j.format.Errno;

/** One patch with callbacks on the JDK, on a loaded and on an absent object: the log of everything that can happen. */
class SequencesTest {
    private final Lab lab = new Lab();
    private final FakeJvm.Module module = lab.module("lp1");
    private final FakeJvm.LoggingCallbacks callbacks = lab.callbacks("lp1");
    private final Thread worker = lab.threads.add("worker");
    private final PatchSpec patch = Lab.patch(
            module,
            false,
            Lab.object(null, callbacks),
            Lab.object("target", callbacks, Lab.function("t.T.sleep", "lp1.sleep")),
            Lab.object("absent", callbacks));

    @BeforeEach
    void loadTarget() {
        lab.jvm.load("target");
    }

    @Test
    void enable() throws Exception {
        lab.livepatch.enable(patch);
        lab.said(
                "livepatch: enabling patch 'lp1'",
                "livepatch: 'lp1': initializing patching transition",
                "lp1: pre_patch vmlinux",
                "lp1: pre_patch target LIVE",
                "livepatch: 'lp1': starting patching transition",
                "livepatch: 'lp1': completing patching transition",
                "lp1: post_patch vmlinux",
                "lp1: post_patch target LIVE",
                "livepatch: 'lp1': patching complete");
        assertThat(lab.jvm.shape("t.T.sleep")).isEqualTo("lp1.sleep");
        assertThat(lab.view("lp1"))
                .extracting(PatchView::enabled, PatchView::transition)
                .containsExactly(true, false);
        assertThat(lab.patched("lp1", "vmlinux")).isTrue();
        assertThat(lab.patched("lp1", "target")).isTrue();
        assertThat(lab.patched("lp1", "absent")).isFalse();
        assertThat(module.references).isEqualTo(1);
        assertThat(lab.workerRuns()).isFalse();
    }

    @Test
    void disable() throws Exception {
        lab.livepatch.enable(patch);
        lab.news();
        lab.livepatch.storeEnabled("lp1", false);
        lab.said(
                "livepatch: 'lp1': initializing unpatching transition",
                "lp1: pre_unpatch vmlinux",
                "lp1: pre_unpatch target LIVE",
                "livepatch: 'lp1': starting unpatching transition",
                "livepatch: 'lp1': completing unpatching transition",
                "lp1: post_unpatch vmlinux",
                "lp1: post_unpatch target LIVE",
                "livepatch: 'lp1': unpatching complete");
        assertThat(lab.jvm.shape("t.T.sleep")).isEqualTo("original");
        assertThat(lab.names()).isEmpty();
        assertThat(module.references).isZero();
        assertThat(Lab.refused(() -> lab.livepatch.storeEnabled("lp1", true))).isEqualTo(Errno.ENOENT);
    }

    @Test
    void prePatchOfTheSecondObjectFails() {
        callbacks.prePatchReturns("target", -19);
        assertThat(Lab.refused(() -> lab.livepatch.enable(patch))).isEqualTo(Errno.ENODEV);
        lab.said(
                "livepatch: enabling patch 'lp1'",
                "livepatch: 'lp1': initializing patching transition",
                "lp1: pre_patch vmlinux",
                "lp1: pre_patch target LIVE",
                "livepatch: pre-patch callback failed for object 'target'",
                "livepatch: failed to enable patch 'lp1'",
                "livepatch: 'lp1': canceling patching transition, going to unpatch",
                "livepatch: 'lp1': completing unpatching transition",
                "lp1: post_unpatch vmlinux",
                "livepatch: 'lp1': unpatching complete");
        leftNothing();
    }

    @Test
    void prePatchOfTheFirstObjectFails() {
        callbacks.prePatchReturns("vmlinux", -5);
        assertThat(Lab.refused(() -> lab.livepatch.enable(patch))).isEqualTo(Errno.EIO);
        lab.said(
                "livepatch: enabling patch 'lp1'",
                "livepatch: 'lp1': initializing patching transition",
                "lp1: pre_patch vmlinux",
                "livepatch: pre-patch callback failed for object 'vmlinux'",
                "livepatch: failed to enable patch 'lp1'",
                "livepatch: 'lp1': canceling patching transition, going to unpatch",
                "livepatch: 'lp1': completing unpatching transition",
                "livepatch: 'lp1': unpatching complete");
        leftNothing();
    }

    @Test
    void positiveResultOfPrePatchIsRefusedWhole() {
        callbacks.prePatchReturns("target", 7);
        assertThat(Lab.refused(() -> lab.livepatch.enable(patch))).isEqualTo(Errno.EINVAL);
        assertThat(lab.news())
                .contains(
                        "klp4j: pre_patch callback of object 'target' returned 7; it should follow the 0/-E convention,"
                                + " taken as -22",
                        "lp1: post_unpatch vmlinux")
                .doesNotContain("lp1: post_unpatch target LIVE");
        leftNothing();
    }

    @Test
    void prePatchThatThrowsCountsAsFailed() {
        callbacks.thrown = new IllegalStateException("boom");
        assertThat(Lab.refused(() -> lab.livepatch.enable(patch))).isEqualTo(Errno.EIO);
        assertThat(lab.news())
                .contains("klp4j: pre_patch callback of object 'vmlinux' threw java.lang.IllegalStateException: boom");
        leftNothing();
    }

    @Test
    void redirectFails() {
        lab.jvm.notrace.add("t.T.sleep");
        assertThat(Lab.refused(() -> lab.livepatch.enable(patch))).isEqualTo(Errno.EINVAL);
        lab.said(
                "livepatch: enabling patch 'lp1'",
                "livepatch: 'lp1': initializing patching transition",
                "lp1: pre_patch vmlinux",
                "lp1: pre_patch target LIVE",
                "livepatch: failed to find location for function 't.T.sleep'",
                "livepatch: failed to patch object 'target'",
                "livepatch: failed to enable patch 'lp1'",
                "livepatch: 'lp1': canceling patching transition, going to unpatch",
                "livepatch: 'lp1': completing unpatching transition",
                "lp1: post_unpatch vmlinux",
                "lp1: post_unpatch target LIVE",
                "livepatch: 'lp1': unpatching complete");
        leftNothing();
    }

    @Test
    void weavingIsSwitchedOff() throws Exception {
        lab.livepatch.storeFtraceEnabled(false);
        assertThat(Lab.refused(() -> lab.livepatch.enable(patch))).isEqualTo(Errno.EBUSY);
        lab.said(
                "livepatch: enabling patch 'lp1'",
                "livepatch: 'lp1': initializing patching transition",
                "lp1: pre_patch vmlinux",
                "lp1: pre_patch target LIVE",
                "livepatch: failed to register ftrace handler for function 't.T.sleep' (-16)",
                "livepatch: failed to patch object 'target'",
                "livepatch: failed to enable patch 'lp1'",
                "livepatch: 'lp1': canceling patching transition, going to unpatch",
                "livepatch: 'lp1': completing unpatching transition",
                "lp1: post_unpatch vmlinux",
                "lp1: post_unpatch target LIVE",
                "livepatch: 'lp1': unpatching complete");
        leftNothing();
        lab.livepatch.storeFtraceEnabled(true);
        lab.livepatch.enable(patch);
        assertThat(Lab.refused(() -> lab.livepatch.storeFtraceEnabled(false))).isEqualTo(Errno.EBUSY);
    }

    private void leftNothing() {
        assertThat(lab.names()).isEmpty();
        assertThat(module.references).isZero();
        assertThat(lab.jvm.shape("t.T.sleep")).isEqualTo("original");
        assertThat(lab.livepatch.awaited()).isEmpty();
    }

    @Test
    void sleeperHoldsTheTransitionUntilItLeaves() throws Exception {
        stuckPatching();
        assertThat(lab.view("lp1"))
                .extracting(PatchView::enabled, PatchView::transition)
                .containsExactly(true, true);
        assertThat(lab.patched("lp1", "target")).isTrue();
        assertThat(lab.livepatch.patchState(worker)).isZero();
        assertThat(lab.jvm.shape("t.T.sleep")).matches("\\d+\\? lp1.sleep : original");
        assertThat(blocker()).isEqualTo("t.T.sleep");
        lab.threads.stand(worker, "t.T.other");
        lab.retry(1);
        lab.said(
                "livepatch: 'lp1': completing patching transition",
                "lp1: post_patch vmlinux",
                "lp1: post_patch target LIVE",
                "livepatch: 'lp1': patching complete");
        assertThat(lab.livepatch.patchState(worker)).isEqualTo(-1);
        assertThat(lab.workerRuns()).isFalse();
    }

    private void stuckPatching() throws Exception {
        lab.threads.stand(worker, "java.lang.Thread.sleep", "t.T.sleep", "t.T.run");
        lab.livepatch.enable(patch);
        assertThat(lab.news()).endsWith("livepatch: 'lp1': starting patching transition");
        lab.retry(1);
        lab.said();
    }

    private String blocker() {
        return lab.livepatch.tasks().stream()
                .filter(task -> task.thread() == worker)
                .findFirst()
                .orElseThrow()
                .blocker()
                .function();
    }

    @Test
    void unreliableStackHoldsTheTransition() throws Exception {
        lab.threads.unreliable(worker, true);
        lab.livepatch.enable(patch);
        assertThat(lab.view("lp1").transition()).isTrue();
        lab.threads.unreliable(worker, false);
        lab.retry(1);
        assertThat(lab.view("lp1").transition()).isFalse();
    }

    @Test
    void signalIsSaidOnceAtTheFifteenthSecond() throws Exception {
        stuckPatching();
        for (int second = 0; second < 13; second++) {
            lab.retry(1);
        }
        lab.said();
        lab.retry(1);
        lab.said("livepatch: signaling remaining tasks");
        for (int second = 0; second < 40; second++) {
            lab.retry(1);
        }
        lab.said();
    }

    @Test
    void reverseWhilePatching() throws Exception {
        stuckPatching();
        lab.livepatch.storeEnabled("lp1", false);
        assertThat(lab.view("lp1"))
                .extracting(PatchView::enabled, PatchView::transition)
                .containsExactly(false, true);
        lab.retry(1);
        lab.said(
                "livepatch: 'lp1': reversing transition from patching to unpatching",
                "livepatch: 'lp1': starting unpatching transition",
                "livepatch: 'lp1': completing unpatching transition",
                "lp1: post_unpatch vmlinux",
                "lp1: post_unpatch target LIVE",
                "livepatch: 'lp1': unpatching complete");
        leftNothing();
    }

    @Test
    void reverseTwiceIsWhereItWas() throws Exception {
        stuckPatching();
        lab.livepatch.storeEnabled("lp1", false);
        lab.livepatch.storeEnabled("lp1", true);
        lab.retry(1);
        lab.said(
                "livepatch: 'lp1': reversing transition from patching to unpatching",
                "livepatch: 'lp1': starting unpatching transition",
                "livepatch: 'lp1': reversing transition from unpatching to patching",
                "livepatch: 'lp1': starting patching transition");
        assertThat(lab.livepatch.patchState(worker)).isZero();
        lab.threads.stand(worker);
        lab.retry(1);
        assertThat(lab.news()).endsWith("lp1: post_patch target LIVE", "livepatch: 'lp1': patching complete");
    }

    @Test
    void reverseOftenInBothDirections() throws Exception {
        stuckPatching();
        for (int i = 0; i < 100; i++) {
            lab.livepatch.storeEnabled("lp1", i % 2 != 0);
            assertThat(lab.view("lp1").enabled()).isEqualTo(i % 2 != 0);
        }
        lab.news();
        lab.threads.stand(worker);
        lab.retry(1);
        assertThat(lab.news()).endsWith("livepatch: 'lp1': patching complete");
        assertThat(module.references).isEqualTo(1);
    }

    @Test
    void reverseWhileUnpatchingRunsPostPatchAgain() throws Exception {
        stuckUnpatching();
        lab.livepatch.storeEnabled("lp1", true);
        assertThat(lab.view("lp1"))
                .extracting(PatchView::enabled, PatchView::transition)
                .containsExactly(true, true);
        lab.retry(1);
        lab.said(
                "livepatch: 'lp1': reversing transition from unpatching to patching",
                "livepatch: 'lp1': starting patching transition",
                "livepatch: 'lp1': completing patching transition",
                "lp1: post_patch vmlinux",
                "lp1: post_patch target LIVE",
                "livepatch: 'lp1': patching complete");
        assertThat(module.references).isEqualTo(1);
        assertThat(lab.jvm.shape("t.T.sleep")).isEqualTo("lp1.sleep");
    }

    private void stuckUnpatching() throws Exception {
        lab.livepatch.enable(patch);
        lab.threads.stand(worker, "t.T.sleep");
        lab.news();
        lab.livepatch.storeEnabled("lp1", false);
        lab.said(
                "livepatch: 'lp1': initializing unpatching transition",
                "lp1: pre_unpatch vmlinux",
                "lp1: pre_unpatch target LIVE",
                "livepatch: 'lp1': starting unpatching transition");
        assertThat(lab.view("lp1"))
                .extracting(PatchView::enabled, PatchView::transition)
                .containsExactly(false, true);
        assertThat(lab.livepatch.patchState(worker)).isEqualTo(1);
    }

    @Test
    void forcedEnableCanBeDisabledAndUnloaded() throws Exception {
        stuckPatching();
        lab.livepatch.storeForce("lp1", true);
        lab.said("livepatch: forcing remaining tasks to the patched state");
        lab.retry(1);
        assertThat(lab.news())
                .containsExactly(
                        "livepatch: 'lp1': completing patching transition",
                        "lp1: post_patch vmlinux",
                        "lp1: post_patch target LIVE",
                        "livepatch: 'lp1': patching complete");
        assertThat(Lab.refused(() -> lab.livepatch.storeForce("lp1", true))).isEqualTo(Errno.EINVAL);
        lab.threads.stand(worker);
        lab.livepatch.storeEnabled("lp1", false);
        assertThat(module.references).isZero();
    }

    @Test
    void forcedDisablePinsTheModule() throws Exception {
        stuckUnpatching();
        lab.livepatch.storeForce("lp1", true);
        lab.retry(1);
        lab.said(
                "livepatch: forcing remaining tasks to the patched state",
                "livepatch: 'lp1': completing unpatching transition",
                "lp1: post_unpatch vmlinux",
                "lp1: post_unpatch target LIVE",
                "livepatch: 'lp1': unpatching complete");
        assertThat(lab.names()).isEmpty();
        assertThat(module.references).isEqualTo(1);
    }

    @Test
    void forceWithFalseDoesNothing() throws Exception {
        stuckPatching();
        lab.livepatch.storeForce("lp1", false);
        lab.retry(1);
        lab.said();
        assertThat(lab.view("lp1").transition()).isTrue();
    }

    @Test
    void threadsThatCannotBeListedAreSaidAndOnlyForceEnds() throws Exception {
        lab.threads.hidden = true;
        lab.livepatch.enable(patch);
        assertThat(lab.news()).last().asString().startsWith("klp4j: 'lp1': virtual threads cannot be listed");
        assertThat(lab.view("lp1").transition()).isTrue();
        lab.livepatch.storeForce("lp1", true);
        lab.retry(1);
        assertThat(lab.view("lp1").transition()).isFalse();
    }

    @Test
    void transitionIsShownFromBeforeTheFirstCallbackUntilTheLastLine() throws Exception {
        StringBuilder seen = new StringBuilder();
        Callbacks watching = new NotingCallbacks(() -> {
            PatchView view = lab.view("lp2");
            seen.append(view.enabled() ? 'E' : 'e').append(view.transition() ? 'T' : 't');
        });
        PatchSpec spec = Lab.patch(lab.module("lp2"), false, Lab.object(null, watching));
        lab.livepatch.enable(spec);
        lab.livepatch.storeEnabled("lp2", false);
        assertThat(seen).hasToString("eTETETeT");
    }

    @Test
    void coreIsRefusedInsideCallbacks() throws Exception {
        Errno[] seen = new Errno[1];
        Callbacks reentrant = new Callbacks() {
            @Override
            public int prePatch(String object, ObjectPhase phase) {
                seen[0] = Lab.refused(() -> lab.livepatch.storeEnabled("lp2", false));
                return 0;
            }
        };
        lab.livepatch.enable(Lab.patch(lab.module("lp2"), false, Lab.object(null, reentrant)));
        assertThat(seen[0]).isEqualTo(Errno.EBUSY);
        assertThat(lab.view("lp2").enabled()).isTrue();
    }
}
