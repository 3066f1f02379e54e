package org.klp4j.weave.corpus;

import java.io.PrintStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.ClassWeaver;
import org.klp4j.weave.MethodBody;
import org.klp4j.weave.MethodPlan;
import org.klp4j.weave.Notrace;
import org.klp4j.weave.PatchClass;
import org.klp4j.weave.Refusal;

/** Weaves every method of some classes into two bodies, by real retransformations, and takes everything back. */
final class CorpusRun implements ClassFileTransformer {
    private static final int BATCH = 500;

    private enum Mode {
        OFF,
        /** Is the class sound at all, is it what the class file says, and may it be woven? */
        LOOK,
        WEAVE,
        RESTORE,
        WEAVE_AGAIN
    }

    private final Instrumentation instrumentation;
    private final PrintStream out;
    private final Map<Class<?>, byte[]> handedIn = new HashMap<>();
    private final Map<Class<?>, byte[]> woven = new HashMap<>();
    private final ClassWeaver weaver = new ClassWeaver();
    private Mode mode = Mode.OFF;
    private int methods;
    private int notrace;

    CorpusRun(Instrumentation instrumentation, PrintStream out) {
        this.instrumentation = instrumentation;
        this.out = out;
    }

    /** Prints {@code part NAME classes N sound N weavable N woven N restored N methods N notrace N gates N millis N}. */
    void run(String name, List<Class<?>> all) throws Exception {
        long start = System.nanoTime();
        int gates = TestGate.calls();
        instrumentation.addTransformer(this, true);
        List<Class<?>> modifiable =
                all.stream().filter(instrumentation::isModifiableClass).toList();
        List<Class<?>> sound = step(Mode.LOOK, modifiable);
        for (Class<?> each : sound) {
            String difference = StoredCode.difference(each, handedIn.get(each));
            if (difference != null) {
                failed(each, difference);
            }
        }
        List<Class<?>> weavable =
                sound.stream().filter(each -> weavable(handedIn.get(each))).toList();
        handedIn.clear();
        List<Class<?>> changed = step(Mode.WEAVE, weavable);
        List<Class<?>> restored = step(Mode.RESTORE, changed);
        if (Boolean.getBoolean("klp4j.corpus.again")) {
            step(Mode.WEAVE_AGAIN, restored);
            step(Mode.RESTORE, restored);
        }
        instrumentation.removeTransformer(this);
        out.printf(
                "part %s classes %d sound %d weavable %d woven %d restored %d methods %d notrace %d gates %d millis %d%n",
                name,
                all.size(),
                sound.size(),
                weavable.size(),
                changed.size(),
                restored.size(),
                methods,
                notrace,
                TestGate.calls() - gates,
                (System.nanoTime() - start) / 1_000_000);
    }

    private List<Class<?>> step(Mode step, List<Class<?>> classes) {
        List<Class<?>> done = new ArrayList<>();
        for (int i = 0; i < classes.size(); i += BATCH) {
            step(step, classes.subList(i, Math.min(classes.size(), i + BATCH)), done);
        }
        return done;
    }

    private void step(Mode step, List<Class<?>> batch, List<Class<?>> done) {
        mode = step;
        try {
            instrumentation.retransformClasses(batch.toArray(new Class<?>[0]));
            done.addAll(batch);
        } catch (UnmodifiableClassException | LinkageError | InternalError | RuntimeException failed) {
            if (batch.size() > 1) {
                step(step, batch.subList(0, batch.size() / 2), done);
                step(step, batch.subList(batch.size() / 2, batch.size()), done);
            } else if (step != Mode.LOOK) {
                failed(batch.get(0), failed.toString());
            }
        } finally {
            mode = Mode.OFF;
        }
    }

    private void failed(Class<?> subject, String what) {
        out.println("FAILED " + mode + " " + subject.getName() + ": " + what);
    }

    @Override
    public byte @Nullable [] transform(
            Module module,
            ClassLoader loader,
            String className,
            @Nullable Class<?> redefined,
            ProtectionDomain domain,
            byte[] bytes) {
        if (redefined == null || mode == Mode.OFF) {
            return null;
        }
        if (mode == Mode.LOOK) {
            handedIn.put(redefined, bytes);
            return null;
        }
        try {
            byte[] before = handedIn.putIfAbsent(redefined, bytes);
            if (before != null && !Arrays.equals(before, bytes)) {
                failed(redefined, "other bytes are handed in than before");
            }
            return mode == Mode.RESTORE ? null : weave(redefined, bytes);
        } catch (Refusal | RuntimeException e) {
            failed(redefined, e.toString());
            return null;
        }
    }

    private byte @Nullable [] weave(Class<?> redefined, byte[] bytes) throws Refusal {
        List<MethodPlan> plans = fitting(redefined, bytes, plans(bytes));
        byte[] result = weaver.weave(bytes, plans);
        byte[] before = woven.putIfAbsent(redefined, result);
        if (before == null) {
            methods += plans.size();
            unchanged(redefined, bytes, result, plans);
        } else if (!Arrays.equals(before, result)) {
            failed(redefined, "woven again it is not the same");
        }
        return result;
    }

    private boolean weavable(byte[] bytes) {
        try {
            List<MethodPlan> plans = plans(bytes);
            notrace += ClassSymbols.of(bytes).symbols().size() - plans.size();
            return !plans.isEmpty();
        } catch (Refusal unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static List<MethodPlan> plans(byte[] bytes) throws Refusal {
        ClassSymbols symbols = ClassSymbols.of(bytes);
        PatchClass self = new PatchClass(bytes);
        List<MethodPlan> plans = new ArrayList<>();
        for (ClassSymbols.Symbol symbol : symbols.symbols()) {
            if (allowed(symbols, symbol)) {
                plans.add(new MethodPlan.Gated(symbol.key(), 1, MethodBody.ORIGINAL, self.method(symbol.key())));
            }
        }
        return plans;
    }

    private static boolean allowed(ClassSymbols symbols, ClassSymbols.Symbol symbol) {
        try {
            Notrace.check(symbols, symbol);
            return true;
        } catch (Refusal notrace) {
            return false;
        }
    }

    /** Leaves out what does not fit twice into 64 KB, provided the refusal says just that. */
    private List<MethodPlan> fitting(Class<?> redefined, byte[] bytes, List<MethodPlan> plans) {
        try {
            weaver.weave(bytes, plans);
            return plans;
        } catch (Refusal tooLarge) {
            List<MethodPlan> fitting = new ArrayList<>();
            for (MethodPlan plan : plans) {
                try {
                    weaver.weave(bytes, List.of(plan));
                    fitting.add(plan);
                } catch (Refusal refusal) {
                    boolean clear = refusal.getMessage().contains("is too large to be woven");
                    out.println((clear ? "large " : "FAILED ") + redefined.getName() + ": " + refusal.getMessage());
                }
            }
            return fitting;
        }
    }

    private void unchanged(Class<?> redefined, byte[] before, byte[] after, List<MethodPlan> plans) throws Refusal {
        Map<?, String> expected = new HashMap<>(BodyHash.all(before));
        Map<?, String> actual = new HashMap<>(BodyHash.all(after));
        plans.forEach(plan -> expected.remove(plan.method()));
        plans.forEach(plan -> actual.remove(plan.method()));
        if (!expected.equals(actual)) {
            failed(redefined, "a method without a plan has changed");
        }
    }
}
