package org.klp4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.klp4j.format.KlpException;

/**
 * One operation on a core that has no memory at some moment of it, and what must be true afterwards: it was done or it
 * was not, and everything works. Loaded by {@link ShortOfMemory}.
 */
final class FullHeapStory implements Runnable {
    private static final String F = "t.T.f";
    private static final String G = "m.M.g";

    private final String operation;
    private final int first;
    private final int many;
    private final Lab lab = new Lab();
    private final Thread worker = lab.threads.add("worker");
    private final List<FakeJvm.Module> modules = new ArrayList<>();
    private final List<Balance> balances = new ArrayList<>();

    FullHeapStory(String operation, int first, int many) {
        this.operation = operation;
        this.first = first;
        this.many = many;
    }

    /** Callbacks that are counted, and allocate nothing. */
    private static final class Balance implements Callbacks {
        private int patched;
        private int wanted;

        @Override
        public int prePatch(String object, ObjectPhase phase) {
            patched++;
            return 0;
        }

        @Override
        public void postPatch(String object, ObjectPhase phase) {
            wanted++;
        }

        @Override
        public void preUnpatch(String object, ObjectPhase phase) {
            wanted--;
        }

        @Override
        public void postUnpatch(String object, ObjectPhase phase) {
            patched--;
        }
    }

    private PatchSpec patch(String name, boolean replace) {
        FakeJvm.Module module = lab.module(name);
        modules.add(module);
        return Lab.patch(
                module,
                replace,
                Lab.object(null, counted(), Lab.function(F, name + ".f"), Lab.function("t.T.only" + name, name)),
                Lab.object("mod", counted(), Lab.function(G, name + ".g")));
    }

    private Balance counted() {
        Balance balance = new Balance();
        balances.add(balance);
        return balance;
    }

    private Lab.Operation prepared() throws KlpException {
        prepare();
        return switch (operation) {
            case "enable", "enable where a thread is inside" -> () -> lab.livepatch.enable(patch("a", false));
            case "register and enable" -> () -> lab.livepatch.registerEnabled(patch("a", false));
            case "check" -> () -> lab.livepatch.check(patch("a", false));
            case "replace" -> () -> lab.livepatch.enable(patch("b", true));
            case "disable", "reverse" -> () -> lab.livepatch.storeEnabled("a", false);
            case "unregister" -> () -> lab.livepatch.unregister("a");
            case "abandon" -> () -> lab.livepatch.abandon(modules.get(0));
            case "retry", "retry of a replace", "retry where a thread stays inside" -> () -> lab.retry(1);
            case "force" -> () -> lab.livepatch.storeForce("a", true);
            case "signal" -> lab.livepatch::signal;
            case "coming" -> () -> lab.livepatch.coming("mod", false);
            case "coming of a module" -> () -> lab.livepatch.coming("mod", true);
            case "going" -> () -> lab.livepatch.going("mod");
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private void prepare() throws KlpException {
        switch (operation) {
            case "enable where a thread is inside" -> lab.threads.stand(worker, F);
            case "replace", "disable" -> lab.livepatch.enable(patch("a", false));
            case "unregister", "abandon" -> lab.livepatch.register(patch("a", false));
            case "reverse", "force", "signal", "retry where a thread stays inside" -> held();
            case "retry" -> {
                held();
                lab.threads.stand(worker);
            }
            case "retry of a replace" -> {
                lab.livepatch.enable(patch("a", false));
                lab.threads.stand(worker, F);
                lab.livepatch.enable(patch("b", true));
                lab.threads.stand(worker);
            }
            case "coming", "coming of a module" -> {
                lab.livepatch.enable(patch("a", false));
                lab.jvm.load("mod");
            }
            case "going" -> {
                lab.jvm.load("mod");
                lab.livepatch.enable(patch("a", false));
                lab.jvm.unload("mod");
            }
            default -> lab.threads.stand(worker);
        }
    }

    private void held() throws KlpException {
        lab.threads.stand(worker, F);
        lab.livepatch.enable(patch("a", false));
    }

    @Override
    public void run() {
        try {
            Lab.Operation prepared = prepared();
            List<String> before = state();
            if (refused(prepared)) {
                assertThat(state()).as("after a refusal").isEqualTo(before);
            }
            if (operation.equals("retry where a thread stays inside")) {
                lab.retry(1);
                assertThat(state()).as("with a thread inside").containsExactly("a true true");
            }
            end();
            roundTrip();
        } catch (KlpException | AssertionError | RuntimeException failure) {
            throw new AssertionError(operation + ", allocation " + first + ": " + failure + "\n" + log(), failure);
        }
    }

    private boolean refused(Lab.Operation prepared) {
        Allocations.fail(first, many);
        try {
            prepared.run();
            return false;
        } catch (KlpException | OutOfMemoryError refused) {
            return true;
        } finally {
            Allocations.end();
        }
    }

    /** What operators see, and which patch is in transition. */
    private List<String> state() {
        List<String> state = new ArrayList<>();
        for (PatchView view : lab.livepatch.patches()) {
            state.add(view.name() + " " + view.enabled() + " " + view.transition());
        }
        return state;
    }

    /** Everybody leaves, and everything is disabled. */
    private void end() throws KlpException {
        lab.threads.stand(worker);
        settle();
        if (lab.names().equals(List.of("b"))) {
            balances.subList(0, 2).clear(); // as in the kernel, no callback of a replaced patch is called
        }
        for (PatchView view : lab.livepatch.patches()) {
            if (view.enabled()) {
                lab.livepatch.storeEnabled(view.name(), false);
                settle();
            }
        }
        for (String left : lab.names()) {
            lab.livepatch.unregister(left);
        }
        for (FakeJvm.Module module : modules) {
            assertThat(module.references).as("references of %s", module.name()).isZero();
        }
        modules.clear();
        for (Balance balance : balances) {
            assertThat(List.of(balance.patched, balance.wanted))
                    .as("callbacks that were not undone")
                    .isEqualTo(List.of(0, 0));
        }
        for (String function : Set.of(F, G, "t.T.onlya", "t.T.onlyb")) {
            assertThat(lab.jvm.shape(function)).as(function).isEqualTo("original");
        }
    }

    private void settle() throws KlpException {
        if (!lab.workerRuns() && lab.livepatch.patches().stream().anyMatch(PatchView::transition)) {
            lab.livepatch.signal();
        }
        for (int i = 0; i < 3; i++) {
            lab.retry(1);
        }
    }

    private void roundTrip() throws KlpException {
        lab.jvm.load("mod");
        lab.livepatch.registerEnabled(patch("c", false));
        settle();
        assertThat(lab.jvm.shape(F)).isEqualTo("c.f");
        assertThat(lab.jvm.shape(G)).isEqualTo("c.g");
        assertThat(lab.livepatch.awaited()).isEmpty();
        lab.livepatch.storeEnabled("c", false);
        settle();
        end();
        lab.livepatch.storeFtraceEnabled(false);
    }

    private String log() {
        return String.join("\n", lab.news());
    }
}
