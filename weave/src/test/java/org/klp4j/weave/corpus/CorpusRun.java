package org.klp4j.weave.corpus;

import java.io.IOException;
import java.io.InputStream;
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
    private static final int BATCH = 100;

    private enum Mode {
        OFF,
        LOOK,
        WEAVE,
        RESTORE
    }

    private final Instrumentation instrumentation;
    private final PrintStream out;
    private final Map<Class<?>, byte[]> handedIn = new HashMap<>();
    private final ClassWeaver weaver = new ClassWeaver();
    private Mode mode = Mode.OFF;
    private int methods;
    private int refused;
    private int order;
    private int hashes;
    private int noResource;

    CorpusRun(Instrumentation instrumentation, PrintStream out) {
        this.instrumentation = instrumentation;
        this.out = out;
    }

    void run(String name, List<Class<?>> all) throws Exception {
        long start = System.nanoTime();
        int gates = TestGate.calls();
        instrumentation.addTransformer(this, true);
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> candidate : all) {
            if (instrumentation.isModifiableClass(candidate)) {
                classes.add(candidate);
            }
        }
        List<Class<?>> sound = step(Mode.LOOK, classes);
        for (Class<?> each : sound) {
            compareWithResource(each);
        }
        List<Class<?>> woven = step(Mode.WEAVE, sound);
        List<Class<?>> restored = step(Mode.RESTORE, woven);
        instrumentation.removeTransformer(this);
        out.printf(
                "%s: classes %d modifiable %d sound %d woven %d restored %d methods %d refused %d gates %d"
                        + " | other order %d other hash %d no resource %d | %d ms%n",
                name,
                all.size(),
                classes.size(),
                sound.size(),
                woven.size(),
                restored.size(),
                methods,
                refused,
                TestGate.calls() - gates,
                order,
                hashes,
                noResource,
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
        } catch (UnmodifiableClassException | LinkageError | RuntimeException failed) {
            if (batch.size() > 1) {
                step(step, batch.subList(0, batch.size() / 2), done);
                step(step, batch.subList(batch.size() / 2, batch.size()), done);
            } else if (step != Mode.LOOK) {
                out.println("FAILED " + step + " " + batch.get(0).getName() + ": " + failed);
            }
        } finally {
            mode = Mode.OFF;
        }
    }

    @Override
    public byte @Nullable [] transform(
            Module module,
            ClassLoader loader,
            String className,
            @Nullable Class<?> redefined,
            ProtectionDomain domain,
            byte[] bytes) {
        Mode now = mode;
        if (redefined == null || now == Mode.OFF) {
            return null;
        }
        try {
            if (now == Mode.WEAVE) {
                return weave(redefined, bytes);
            }
            byte[] before = handedIn.putIfAbsent(redefined, bytes);
            if (before != null && !Arrays.equals(before, bytes)) {
                out.println("FAILED " + now + " " + className + ": other bytes handed in");
            }
        } catch (Refusal | RuntimeException e) {
            out.println("FAILED " + now + " " + className + ": " + e);
        }
        return null;
    }

    private byte @Nullable [] weave(Class<?> redefined, byte[] bytes) throws Refusal {
        ClassSymbols symbols = ClassSymbols.of(bytes);
        PatchClass self = new PatchClass(bytes);
        List<MethodPlan> plans = new ArrayList<>();
        for (ClassSymbols.Symbol symbol : symbols.symbols()) {
            try {
                Notrace.check(symbols, symbol);
                plans.add(new MethodPlan.Gated(symbol.key(), 1, MethodBody.ORIGINAL, self.method(symbol.key())));
                methods++;
            } catch (Refusal notrace) {
                refused++;
            }
        }
        byte[] woven = weaver.weave(bytes, plans);
        if (woven != bytes && !Arrays.equals(woven, weaver.weave(bytes, plans))) {
            out.println("FAILED " + redefined.getName() + ": not deterministic");
        }
        return woven == bytes ? null : woven;
    }

    private void compareWithResource(Class<?> sound) throws IOException, Refusal {
        byte[] handed = handedIn.get(sound);
        byte[] stored = resource(sound);
        if (stored == null || handed == null) {
            noResource++;
            return;
        }
        ClassSymbols ours = ClassSymbols.of(handed);
        ClassSymbols theirs = ClassSymbols.of(stored);
        order += ours.symbols().equals(theirs.symbols()) ? 0 : 1;
        Map<?, String> a = BodyHash.all(handed);
        Map<?, String> b = BodyHash.all(stored);
        if (!a.equals(b)) {
            hashes++;
            out.println("OTHER HASH " + sound.getName());
        }
        if (!new java.util.HashSet<>(ours.symbols()).equals(new java.util.HashSet<>(theirs.symbols()))) {
            out.println("OTHER SYMBOLS " + sound.getName());
        }
    }

    private static byte @Nullable [] resource(Class<?> of) throws IOException {
        String name = of.getName().replace('.', '/') + ".class";
        ClassLoader loader = of.getClassLoader();
        try (InputStream in = loader == null
                ? Object.class.getModule().getResourceAsStream(name)
                : loader.getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        }
    }
}
