package org.klp4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.klp4j.format.Errno;

/** Several patches: function stacks, disabling at any position, atomic replace, states, the registered life cycle. */
class StackingTest {
    private final Lab lab = new Lab();
    private final Thread worker = lab.threads.add("worker");

    private FakeJvm.Module enable(String name, boolean replace, String... symbols) throws Exception {
        FakeJvm.Module module = lab.module(name);
        lab.livepatch.enable(spec(module, replace, symbols));
        return module;
    }

    private PatchSpec spec(FakeJvm.Module module, boolean replace, String... symbols) {
        FunctionSpec[] functions = new FunctionSpec[symbols.length];
        for (int i = 0; i < symbols.length; i++) {
            functions[i] = Lab.function(symbols[i], module.name() + symbols[i].substring(symbols[i].lastIndexOf('.')));
        }
        return Lab.patch(module, replace, Lab.object(null, lab.callbacks(module.name()), functions));
    }

    @Test
    void disableAtAnyPosition() throws Exception {
        enable("a", false, "t.T.f", "t.T.onlyA");
        enable("b", false, "t.T.f");
        enable("c", false, "t.T.f");
        assertThat(lab.livepatch.patches()).extracting(PatchView::stackOrder).containsExactly(1, 2, 3);
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("c.f");
        lab.livepatch.storeEnabled("b", false);
        assertThat(lab.livepatch.patches()).extracting(PatchView::stackOrder).containsExactly(1, 2);
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("c.f");
        lab.livepatch.storeEnabled("a", false);
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("c.f");
        assertThat(lab.jvm.shape("t.T.onlyA")).isEqualTo("original");
        lab.livepatch.storeEnabled("c", false);
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("original");
    }

    @Test
    void topGivesWayToTheNext() throws Exception {
        enable("a", false, "t.T.f");
        enable("b", false, "t.T.f");
        lab.threads.stand(worker, "t.T.f");
        lab.livepatch.storeEnabled("b", false);
        assertThat(lab.jvm.runs("t.T.f", 1)).isEqualTo("b.f");
        assertThat(lab.jvm.runs("t.T.f", 0)).isEqualTo("a.f");
        lab.threads.stand(worker);
        lab.retry(1);
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("a.f");
    }

    @Test
    void disablingALowerPatchNeverChangesWhatCallersRun() throws Exception {
        enable("a", false, "t.T.f");
        enable("b", false, "t.T.f");
        lab.threads.stand(worker, "t.T.f");
        lab.livepatch.storeEnabled("a", false);
        assertThat(lab.names()).containsExactly("b");
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("b.f");
    }

    @Test
    void replaceTakesOverFromAll() throws Exception {
        FakeJvm.Module a = enable("a", false, "t.T.f", "t.T.onlyA");
        FakeJvm.Module b = enable("b", false, "t.T.f", "u.U.onlyB");
        lab.news();
        FakeJvm.Module r = enable("r", true, "t.T.f", "t.T.onlyR");
        lab.said(
                "livepatch: enabling patch 'r'",
                "livepatch: 'r': initializing patching transition",
                "r: pre_patch vmlinux",
                "livepatch: 'r': starting patching transition",
                "livepatch: 'r': completing patching transition",
                "r: post_patch vmlinux",
                "livepatch: 'r': patching complete");
        assertThat(lab.names()).containsExactly("r");
        assertThat(lab.view("r").replace()).isTrue();
        assertThat(lab.view("r").objects()).hasSize(1);
        assertThat(lab.view("r").objects().get(0).functions()).containsExactly("t.T.f,1", "t.T.onlyR,1");
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("r.f");
        assertThat(lab.jvm.shape("t.T.onlyA")).isEqualTo("original");
        assertThat(lab.jvm.shape("u.U.onlyB")).isEqualTo("original");
        assertThat(List.of(a.references, b.references, r.references)).containsExactly(0, 0, 1);
        lab.livepatch.storeEnabled("r", false);
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("original");
    }

    @Test
    void nopsAreShownDuringTheTransitionOnly() throws Exception {
        enable("a", false, "t.T.f", "t.T.onlyA");
        lab.livepatch.enable(Lab.patch(
                lab.module("other"),
                false,
                Lab.object("absent", lab.callbacks("other"), Lab.function("x.X.f", "other.f"))));
        lab.threads.stand(worker, "t.T.onlyA");
        enable("r", true, "t.T.f");
        assertThat(lab.view("r").objects())
                .containsExactly(
                        new PatchView.ObjectView("vmlinux", true, List.of("t.T.f,1", "t.T.onlyA,1")),
                        new PatchView.ObjectView("absent", false, List.of("x.X.f,1")));
        assertThat(lab.view("a"))
                .extracting(PatchView::enabled, PatchView::transition)
                .containsExactly(true, false);
        assertThat(Lab.refused(() -> lab.livepatch.storeEnabled("a", false))).isEqualTo(Errno.EBUSY);
        assertThat(lab.jvm.runs("t.T.onlyA", 1)).isEqualTo("original");
        assertThat(lab.jvm.runs("t.T.onlyA", 0)).isEqualTo("a.onlyA");
        lab.threads.stand(worker);
        lab.retry(1);
        assertThat(lab.view("r").objects())
                .containsExactly(new PatchView.ObjectView("vmlinux", true, List.of("t.T.f,1")));
        assertThat(lab.names()).containsExactly("r");
    }

    @Test
    void reversedReplaceRestoresTheOldPatchesUntouched() throws Exception {
        FakeJvm.Module a = enable("a", false, "t.T.f", "t.T.onlyA");
        lab.threads.stand(worker, "t.T.f");
        FakeJvm.Module r = enable("r", true, "t.T.f");
        lab.news();
        lab.livepatch.storeEnabled("r", false);
        lab.retry(1);
        lab.said(
                "livepatch: 'r': reversing transition from patching to unpatching",
                "livepatch: 'r': starting unpatching transition",
                "livepatch: 'r': completing unpatching transition",
                "r: post_unpatch vmlinux",
                "livepatch: 'r': unpatching complete");
        assertThat(lab.names()).containsExactly("a");
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("a.f");
        assertThat(lab.jvm.shape("t.T.onlyA")).isEqualTo("a.onlyA");
        assertThat(List.of(a.references, r.references)).containsExactly(1, 0);
    }

    @Test
    void forcedReplacePinsTheReplaced() throws Exception {
        FakeJvm.Module a = enable("a", false, "t.T.f");
        lab.threads.stand(worker, "t.T.f");
        FakeJvm.Module r = enable("r", true, "t.T.f");
        lab.livepatch.storeForce("r", true);
        lab.retry(1);
        assertThat(lab.names()).containsExactly("r");
        assertThat(a.references).isEqualTo(1);
        lab.threads.stand(worker);
        lab.livepatch.storeEnabled("r", false);
        assertThat(r.references).isZero();
    }

    @Test
    void reversedDisableOfAReplacingPatchLeavesThoseOnTopOfIt() throws Exception {
        enable("r", true, "t.T.f", "t.T.onlyR");
        FakeJvm.Module above = enable("above", false, "t.T.f");
        lab.threads.stand(worker, "t.T.onlyR");
        lab.livepatch.storeEnabled("r", false);
        lab.livepatch.storeEnabled("r", true);
        lab.threads.stand(worker);
        lab.retry(1);
        assertThat(lab.names()).containsExactly("r", "above");
        assertThat(above.references).isEqualTo(1);
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("above.f");
    }

    @Test
    void replaceWithNothingOnTheListIsAPatchLikeAnother() throws Exception {
        enable("r", true, "t.T.f");
        enable("above", false, "t.T.f");
        assertThat(lab.names()).containsExactly("r", "above");
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("above.f");
    }

    @Test
    void refusedReplaceLeavesNoNops() throws Exception {
        enable("a", false, "t.T.onlyA");
        FakeJvm.Module r = lab.module("r");
        FakeJvm.LoggingCallbacks callbacks = lab.callbacks("r");
        callbacks.prePatchReturns("vmlinux", -19);
        assertThat(Lab.refused(() -> lab.livepatch.enable(
                        Lab.patch(r, true, Lab.object(null, callbacks, Lab.function("t.T.f", "r.f"))))))
                .isEqualTo(Errno.ENODEV);
        assertThat(lab.names()).containsExactly("a");
        assertThat(lab.view("a").enabled()).isTrue();
        assertThat(lab.jvm.shape("t.T.onlyA")).isEqualTo("a.onlyA");
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("original");
    }

    private PatchSpec withStates(String name, boolean replace, StateSpec... states) {
        return new PatchSpec(
                lab.module(name), List.of(Lab.object(null, Callbacks.NONE)), List.of(states), replace, false);
    }

    @Test
    void statesDecideWhatMayFollow() throws Exception {
        lab.livepatch.enable(withStates("old", false, new StateSpec(1, 2, null), new StateSpec(7, 1, null)));
        lab.news();
        StateSpec older = new StateSpec(1, 1, null);
        assertThat(Lab.refused(() -> lab.livepatch.enable(withStates("new", false, older))))
                .isEqualTo(Errno.EINVAL);
        lab.said("livepatch: Livepatch patch (new) is not compatible with the already installed livepatches.");
        StateSpec same = new StateSpec(1, 2, null);
        assertThat(Lab.refused(() -> lab.livepatch.enable(withStates("lacksSeven", true, same))))
                .isEqualTo(Errno.EINVAL);
        lab.livepatch.enable(withStates("stacked", false, same));
        lab.livepatch.enable(withStates("stateless", false));
        lab.livepatch.enable(withStates("follows", true, new StateSpec(1, 3, null), new StateSpec(7, 1, null)));
        assertThat(lab.names()).containsExactly("follows");
    }

    @Test
    void previousStateIsFoundInEveryCallbackAndOnlyThere() throws Exception {
        Object data = new Object();
        lab.livepatch.enable(withStates("old", false, new StateSpec(1, 1, data)));
        StringBuilder seen = new StringBuilder();
        Callbacks looking = new NotingCallbacks(() -> {
            StateSpec previous = lab.livepatch.previousState(1);
            seen.append(previous == null ? '-' : previous.data() == data ? '+' : '?');
        });
        StateSpec own = new StateSpec(1, 1, "own");
        lab.livepatch.enable(
                new PatchSpec(lab.module("new"), List.of(Lab.object(null, looking)), List.of(own), true, false));
        assertThat(seen).hasToString("++");
        assertThat(lab.livepatch.state("new", 1)).isSameAs(own);
        lab.livepatch.storeEnabled("new", false);
        assertThat(seen).hasToString("++--");
        lab.news();
        assertThat(lab.livepatch.previousState(1)).isNull();
        lab.said("klp4j: get_prev_state(1) was called outside a transition");
    }

    @Test
    void registeredPatchStaysAndIsEnabledAgain() throws Exception {
        FakeJvm.Module module = lab.module("p");
        lab.livepatch.register(spec(module, false, "t.T.f"));
        assertThat(lab.view("p"))
                .extracting(PatchView::enabled, PatchView::transition, PatchView::stackOrder)
                .containsExactly(false, false, 0);
        assertThat(Lab.refused(() -> lab.livepatch.storeEnabled("p", false))).isEqualTo(Errno.EINVAL);
        for (int round = 0; round < 3; round++) {
            lab.news();
            lab.livepatch.storeEnabled("p", true);
            lab.said(
                    "livepatch: enabling patch 'p'",
                    "livepatch: 'p': initializing patching transition",
                    "p: pre_patch vmlinux",
                    "livepatch: 'p': starting patching transition",
                    "livepatch: 'p': completing patching transition",
                    "p: post_patch vmlinux",
                    "livepatch: 'p': patching complete");
            assertThat(lab.jvm.shape("t.T.f")).isEqualTo("p.f");
            assertThat(module.references).isEqualTo(1);
            assertThat(Lab.refused(() -> lab.livepatch.unregister("p"))).isEqualTo(Errno.EBUSY);
            lab.livepatch.storeEnabled("p", false);
            assertThat(lab.names()).containsExactly("p");
            assertThat(lab.view("p").enabled()).isFalse();
            assertThat(module.references).isZero();
            assertThat(lab.jvm.shape("t.T.f")).isEqualTo("original");
        }
        lab.livepatch.unregister("p");
        assertThat(lab.names()).isEmpty();
        assertThat(Lab.refused(() -> lab.livepatch.unregister("p"))).isEqualTo(Errno.EINVAL);
    }

    @Test
    void registeredAndEnabledInOneStepOrNotAtAll() throws Exception {
        FakeJvm.Module module = lab.module("p");
        lab.threads.stand(worker, "t.T.f");
        enable("q", false, "t.T.f");
        assertThat(Lab.refused(() -> lab.livepatch.registerEnabled(spec(module, false, "t.T.f"))))
                .isEqualTo(Errno.EBUSY);
        assertThat(lab.names()).containsExactly("q");
        assertThat(module.references).isZero();
        assertThat(Lab.refused(() -> lab.livepatch.storeEnabled("p", true))).isEqualTo(Errno.ENOENT);
        lab.threads.stand(worker);
        lab.retry(1);
        lab.livepatch.registerEnabled(spec(module, false, "t.T.f"));
        lab.livepatch.storeEnabled("p", false);
        assertThat(lab.names()).containsExactlyInAnyOrder("p", "q");
        lab.livepatch.unregister("p");
    }

    @Test
    void registeredPatchMovesToTheTopWhenEnabledAgain() throws Exception {
        lab.livepatch.register(spec(lab.module("p"), false, "t.T.f"));
        lab.livepatch.storeEnabled("p", true);
        enable("q", false, "t.T.f");
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("q.f");
        lab.livepatch.storeEnabled("p", false);
        lab.livepatch.storeEnabled("p", true);
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("p.f");
        assertThat(lab.view("p").stackOrder()).isEqualTo(2);
    }

    @Test
    void forcedDisableOfARegisteredPatchPinsItsModuleButItIsEnabledAgain() throws Exception {
        FakeJvm.Module module = lab.module("p");
        lab.livepatch.register(spec(module, false, "t.T.f"));
        lab.livepatch.storeEnabled("p", true);
        lab.threads.stand(worker, "t.T.f");
        lab.livepatch.storeEnabled("p", false);
        lab.livepatch.storeForce("p", true);
        lab.retry(1);
        assertThat(module.references).isEqualTo(1);
        lab.threads.stand(worker);
        lab.livepatch.storeEnabled("p", true);
        lab.livepatch.storeEnabled("p", false);
        assertThat(module.references).isEqualTo(1);
    }

    @Test
    void immediatePatchWaitsForNobody() throws Exception {
        lab.threads.stand(worker, "t.T.f");
        FunctionSpec function = Lab.function("t.T.f", "p.f");
        lab.livepatch.enable(new PatchSpec(
                lab.module("p"), List.of(Lab.object(null, Callbacks.NONE, function)), List.of(), false, true));
        assertThat(lab.view("p").transition()).isFalse();
        assertThat(lab.jvm.steps).noneMatch(StackingTest::hasGate);
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("p.f");
    }

    @Test
    void immediateFunctionIsNoReasonToWait() throws Exception {
        lab.threads.stand(worker, "t.T.f");
        FunctionName f = new FunctionName("t.T", "f", null, 0);
        FunctionSpec immediate = new FunctionSpec(f, new FakeJvm.NamedBody("p.f"), true);
        lab.livepatch.enable(Lab.patch(
                lab.module("p"), false, Lab.object(null, Callbacks.NONE, immediate, Lab.function("t.T.g", "p.g"))));
        assertThat(lab.view("p").transition()).isFalse();
        assertThat(lab.jvm.steps).anyMatch(StackingTest::hasGate);
    }

    private static boolean hasGate(Shapes shapes) {
        return shapes.byClass().values().stream()
                .flatMap(List::stream)
                .anyMatch(method -> method.shape() instanceof Shape.Gated);
    }

    @Test
    void twoStepsAPatchAndOneLookAtTheThreads() throws Exception {
        lab.jvm.steps.clear();
        enable("p", false, "t.T.f", "u.U.g");
        assertThat(lab.jvm.steps).hasSize(2);
        assertThat(lab.threads.looks).isEqualTo(1);
    }
}
