package org.klp4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** Random operations on the core and on {@link Model}; after each they must agree. Seed: {@code -Dklp.seed}. */
class ModelTest {
    private static final long SEED = Long.getLong("klp.seed", new SecureRandom().nextLong());
    private static final int HISTORIES = Integer.getInteger("klp.histories", 400);
    private static final int STEPS = 120;
    private static final List<String> FUNCTIONS = List.of("k.f", "k.g", "k.h", "m.f", "m.g");

    /** One history of operations. */
    private static final class History {
        private final Random random;
        private final Lab lab = new Lab();
        private final Model model = new Model();
        private final List<Model.P> patches = new ArrayList<>();
        private final Map<Model.P, FakeJvm.Module> modules = new LinkedHashMap<>();
        private final Map<String, Thread> threads = new LinkedHashMap<>();
        private final List<String> done = new ArrayList<>();

        History(long seed) {
            random = new Random(seed);
            for (int i = 0; i < 4; i++) {
                Set<String> functions = new TreeSet<>();
                FUNCTIONS.stream().filter(function -> random.nextInt(3) != 0).forEach(functions::add);
                Model.P patch = new Model.P("p" + i, i == 3, functions);
                patches.add(patch);
                modules.put(patch, lab.module(patch.name));
            }
            for (int i = 0; i < 3; i++) {
                threads.put("t" + i, lab.threads.add("t" + i));
                model.stands.put("t" + i, "none");
            }
        }

        void play() {
            for (int i = 0; i < STEPS; i++) {
                step();
                compare();
            }
            // Whatever happened, everybody can leave, everything can be disabled, and nothing stays.
            threads.keySet().forEach(thread -> stand(thread, "none"));
            for (int i = 0; i < 3 * patches.size(); i++) {
                retry();
                Model.P patch = patches.get(i % patches.size());
                if (patch.enabled) {
                    store(patch, false);
                }
                compare();
            }
            assertThat(lab.names()).as("%s", done).isEmpty();
            FUNCTIONS.forEach(
                    function -> assertThat(lab.jvm.shape(symbol(function))).isEqualTo("original"));
        }

        private void step() {
            Model.P patch = patches.get(random.nextInt(patches.size()));
            switch (random.nextInt(10)) {
                case 0, 1 -> same("enable " + patch.name, model.enable(patch), () -> lab.livepatch.enable(spec(patch)));
                case 2, 3 -> store(patch, random.nextInt(4) == 0 ? patch.enabled : !patch.enabled);
                case 4 -> {
                    if (random.nextInt(3) == 0) {
                        same(
                                "force " + patch.name,
                                model.force(patch),
                                () -> lab.livepatch.storeForce(patch.name, true));
                    }
                }
                case 5, 6 -> stand("t" + random.nextInt(3), random.nextBoolean() ? "none" : pick());
                case 7 -> move();
                default -> retry();
            }
        }

        private String pick() {
            return FUNCTIONS.get(random.nextInt(FUNCTIONS.size()));
        }

        /** In the model a thread is never inside a function that is not there. */
        private void move() {
            if (model.modLoaded && model.stands.values().stream().noneMatch(name -> name.startsWith("m."))) {
                done.add("going");
                model.modLoaded = false;
                lab.jvm.unload("mod");
                lab.livepatch.going("mod");
            } else if (!model.modLoaded) {
                done.add("coming");
                model.modLoaded = true;
                lab.jvm.load("mod");
                assertThat(lab.livepatch.coming("mod", random.nextBoolean())).isZero();
            }
        }

        private void stand(String thread, String function) {
            if (function.startsWith("m.") && !model.modLoaded) {
                return;
            }
            done.add(thread + " in " + function);
            model.stands.put(thread, function);
            lab.threads.stand(threads.get(thread), symbol(function));
        }

        private void store(Model.P patch, boolean enabled) {
            Errno expected = model.store(patch, enabled);
            same(
                    "store " + patch.name + " " + enabled,
                    expected,
                    () -> lab.livepatch.storeEnabled(patch.name, enabled));
        }

        private void retry() {
            done.add("retry");
            model.retry();
            lab.retry(1);
        }

        private void same(String what, @Nullable Errno expected, Lab.Operation operation) {
            done.add(what + (expected == null ? "" : " → " + expected));
            Errno answer = null;
            try {
                operation.run();
            } catch (KlpException refused) {
                answer = Errno.of(refused.errno());
            }
            assertThat(answer).as("%s", done).isEqualTo(expected);
        }

        private void compare() {
            assertThat(lab.names())
                    .as("%s", done)
                    .containsExactlyElementsOf(
                            model.listed.stream().map(patch -> patch.name).toList());
            int order = 1;
            for (Model.P patch : model.listed) {
                PatchView view = lab.view(patch.name);
                assertThat(view.enabled())
                        .as("enabled of %s after %s", patch.name, done)
                        .isEqualTo(patch.enabled);
                assertThat(view.transition()).as("%s", done).isEqualTo(patch == model.transition);
                assertThat(view.stackOrder()).as("%s", done).isEqualTo(order++);
            }
            modules.forEach((patch, module) -> assertThat(module.references)
                    .as("%s after %s", patch.name, done)
                    .isEqualTo(patch.references));
            for (String function : FUNCTIONS) {
                for (int universe = 0; universe < 2; universe++) {
                    assertThat(lab.jvm.runs(symbol(function), universe))
                            .as("%s in universe %s after %s", function, universe, done)
                            .isEqualTo(model.runs(function, universe));
                }
            }
        }

        private PatchSpec spec(Model.P patch) {
            List<FunctionSpec> kernel = new ArrayList<>();
            List<FunctionSpec> mod = new ArrayList<>();
            for (String function : patch.functions) {
                FunctionSpec spec = Lab.function(symbol(function), patch.body(function));
                (function.startsWith("m.") ? mod : kernel).add(spec);
            }
            Callbacks callbacks = lab.callbacks(patch.name);
            return new PatchSpec(
                    modules.get(patch),
                    List.of(new ObjectSpec(null, kernel, callbacks), new ObjectSpec("mod", mod, callbacks)),
                    List.of(),
                    patch.replace,
                    false);
        }

        private static String symbol(String function) {
            return function.equals("none") ? "x.X.idle" : "t." + function.replace('.', '_') + ".run";
        }
    }

    @Test
    void coreAndModelAgree() {
        for (int i = 0; i < HISTORIES; i++) {
            long seed = SEED + i;
            try {
                new History(seed).play();
            } catch (AssertionError failure) {
                throw new AssertionError("history " + i + "; repeat with -Dklp.seed=" + seed, failure);
            }
        }
    }
}
