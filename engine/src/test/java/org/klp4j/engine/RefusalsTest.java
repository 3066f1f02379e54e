package org.klp4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.klp4j.format.Errno;

/** Every refusal: the kernel's error number, the kernel's line or, where it is silent, one of ours. */
class RefusalsTest {
    private final Lab lab = new Lab();
    private final FunctionSpec function = Lab.function("t.T.f", "p.f");

    private void malformed(Errno errno, PatchSpec patch, String because) {
        assertThat(Lab.refused(() -> lab.livepatch.enable(patch))).isEqualTo(errno);
        assertThat(lab.news()).singleElement().asString().startsWith("klp4j: ").contains(because);
        assertThat(lab.names()).isEmpty();
    }

    @Test
    void malformedStructures() {
        FakeJvm.Module module = lab.module("p");
        malformed(Errno.EINVAL, new PatchSpec(null, List.of(), List.of(), false, false), "no module");
        malformed(Errno.EINVAL, new PatchSpec(module, null, List.of(), false, false), "no objects");
        malformed(
                Errno.EINVAL,
                Lab.patch(module, false, new ObjectSpec("target", null, Callbacks.NONE)),
                "object 'target' has no functions");
        malformed(
                Errno.EINVAL,
                Lab.patch(module, false, Lab.object("target", Callbacks.NONE, new FunctionSpec(null, null, false))),
                "no old_name");
        malformed(
                Errno.EINVAL,
                Lab.patch(
                        module,
                        false,
                        Lab.object("target", Callbacks.NONE, new FunctionSpec(function.name(), null, false))),
                "'t.T.f' has no new_func");
        malformed(
                Errno.EINVAL,
                Lab.patch(module, false, Lab.object("o".repeat(500), Callbacks.NONE)),
                "object name 'oooo");
        malformed(
                Errno.EINVAL,
                Lab.patch(module, false, Lab.object("o", Callbacks.NONE, Lab.function("t." + "T".repeat(512), "p"))),
                "function name 't.TTT");
        malformed(
                Errno.EINVAL,
                new PatchSpec(module, List.of(), List.of(new StateSpec(0, 1, null)), false, false),
                "state id 0");
        malformed(
                Errno.EEXIST,
                Lab.patch(module, false, Lab.object("target", Callbacks.NONE, function, function)),
                "function 't.T.f,1' is listed twice");
        malformed(
                Errno.EEXIST,
                Lab.patch(module, false, Lab.object(null, Callbacks.NONE), Lab.object("vmlinux", Callbacks.NONE)),
                "object 'vmlinux' is listed twice");
        assertThat(module.references).isZero();
    }

    @Test
    void sympos0And1AreTheSameFunction() {
        FunctionName one = new FunctionName("t.T", "f", null, 1);
        FunctionSpec same = new FunctionSpec(one, new FakeJvm.NamedBody("p.f"), false);
        malformed(
                Errno.EEXIST,
                Lab.patch(lab.module("p"), false, Lab.object("target", Callbacks.NONE, function, same)),
                "listed twice");
    }

    @Test
    void moduleWithoutTheMark() {
        PatchSpec patch = Lab.patch(new FakeJvm.Module("plain", false), false, Lab.object(null, Callbacks.NONE));
        assertThat(Lab.refused(() -> lab.livepatch.enable(patch))).isEqualTo(Errno.EINVAL);
        lab.said("livepatch: module plain is not marked as a livepatch module");
    }

    @Test
    void moduleGoingAway() {
        FakeJvm.Module module = lab.module("p");
        module.going = true;
        malformed(Errno.ENODEV, Lab.patch(module, false, Lab.object(null, Callbacks.NONE)), "being unloaded");
    }

    @Test
    void unknownSymbolRefusesBeforeAnythingIsSaid() {
        lab.jvm.unknown.add("t.T.f");
        PatchSpec patch = Lab.patch(lab.module("p"), false, Lab.object(null, lab.callbacks("p"), function));
        assertThat(Lab.refused(() -> lab.livepatch.enable(patch))).isEqualTo(Errno.EINVAL);
        lab.said("livepatch: symbol 't.T.f' not found in symbol table");
        assertThat(lab.names()).isEmpty();
    }

    @Test
    void objectNeverLoadedIsFine() throws Exception {
        lab.livepatch.enable(Lab.patch(lab.module("p"), false, Lab.object("absent", Callbacks.NONE, function)));
        assertThat(lab.patched("p", "absent")).isFalse();
        assertThat(lab.livepatch.awaited()).containsExactly("absent");
    }

    @Test
    void vmlinuxAsANameIsAModuleThatNeverComes() throws Exception {
        lab.livepatch.enable(Lab.patch(lab.module("p"), false, Lab.object("vmlinux", Callbacks.NONE, function)));
        assertThat(lab.patched("p", "vmlinux")).isFalse();
        assertThat(lab.jvm.shape("t.T.f")).isEqualTo("original");
        assertThat(lab.livepatch.awaited()).isEmpty();
        lab.livepatch.storeEnabled("p", false);
        assertThat(lab.names()).isEmpty();
    }

    @Test
    void writesToEnabledAndForceOfAnIdlePatch() throws Exception {
        lab.livepatch.enable(Lab.patch(lab.module("p"), false, Lab.object(null, Callbacks.NONE, function)));
        lab.news();
        assertThat(Lab.refused(() -> lab.livepatch.storeEnabled("p", true))).isEqualTo(Errno.EINVAL);
        lab.said("klp4j: patch 'p' is already enabled");
        assertThat(Lab.refused(() -> lab.livepatch.storeForce("p", true))).isEqualTo(Errno.EINVAL);
        lab.said("klp4j: patch 'p' is not in transition; nothing to force");
        lab.livepatch.storeForce("p", false);
        lab.said();
        assertThat(Lab.refused(() -> lab.livepatch.signal())).isEqualTo(Errno.EINVAL);
        assertThat(Lab.refused(() -> lab.livepatch.storeEnabled("nosuch", false)))
                .isEqualTo(Errno.ENOENT);
        assertThat(Lab.refused(() -> lab.livepatch.storeForce("nosuch", true))).isEqualTo(Errno.ENOENT);
    }

    @Test
    void whileAnotherPatchIsInTransition() throws Exception {
        Thread worker = lab.threads.add("worker");
        lab.livepatch.enable(Lab.patch(lab.module("idle"), false, Lab.object(null, Callbacks.NONE)));
        lab.threads.stand(worker, "t.T.f");
        lab.livepatch.enable(Lab.patch(lab.module("p"), false, Lab.object(null, Callbacks.NONE, function)));
        lab.news();
        assertThat(Lab.refused(() -> lab.livepatch.storeEnabled("idle", false))).isEqualTo(Errno.EBUSY);
        lab.said("klp4j: patch 'p' is in transition; wait for it, reverse it or force it");
        assertThat(Lab.refused(() -> lab.livepatch.storeEnabled("idle", true))).isEqualTo(Errno.EINVAL);
        assertThat(Lab.refused(() -> lab.livepatch.storeForce("idle", true))).isEqualTo(Errno.EINVAL);
        assertThat(Lab.refused(() -> lab.livepatch.storeEnabled("p", true))).isEqualTo(Errno.EINVAL);
        FakeJvm.Module other = lab.module("other");
        for (boolean replace : new boolean[] {false, true}) {
            lab.news();
            PatchSpec patch = Lab.patch(other, replace, Lab.object(null, lab.callbacks("other"), function));
            assertThat(Lab.refused(() -> lab.livepatch.enable(patch))).isEqualTo(Errno.EBUSY);
            lab.said("klp4j: patch 'p' is in transition; wait for it, reverse it or force it");
        }
        assertThat(other.references).isZero();
        assertThat(lab.names()).containsExactly("idle", "p");
        assertThat(lab.jvm.runs("t.T.f", 0)).isEqualTo("original");
        assertThat(lab.jvm.runs("t.T.f", 1)).isEqualTo("p.f");
    }

    @Test
    void samePatchTwice() throws Exception {
        FakeJvm.Module module = lab.module("p");
        lab.livepatch.enable(Lab.patch(module, false, Lab.object(null, Callbacks.NONE)));
        lab.news();
        PatchSpec again = Lab.patch(module, false, Lab.object(null, Callbacks.NONE));
        assertThat(Lab.refused(() -> lab.livepatch.enable(again))).isEqualTo(Errno.EEXIST);
        assertThat(module.references).isEqualTo(1);
    }

    @Test
    void ftraceEnabledMayBeSwitchedOffUnderAPatchThatRedirectsNothing() throws Exception {
        lab.livepatch.enable(Lab.patch(lab.module("p"), false, Lab.object(null, Callbacks.NONE)));
        lab.livepatch.storeFtraceEnabled(false);
        assertThat(lab.livepatch.ftraceEnabled()).isFalse();
    }
}
