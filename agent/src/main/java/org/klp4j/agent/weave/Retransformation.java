package org.klp4j.agent.weave;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.weave.Refusal;

/** Has the JVM carry out a {@link Step}: one call for all classes, all or nothing. */
final class Retransformation {
    private final Instrumentation instrumentation;
    private final WeavingTransformer transformer;
    private final ClassShaper shaper;
    private final Decisions decisions;

    Retransformation(
            Instrumentation instrumentation, WeavingTransformer transformer, ClassShaper shaper, Decisions decisions) {
        this.instrumentation = instrumentation;
        this.transformer = transformer;
        this.shaper = shaper;
        this.decisions = decisions;
    }

    Step step(Step.Kind kind, ClassShaper.Mode mode, Wanted wanted) {
        return new Step(kind, mode, shaper, decisions, wanted);
    }

    /**
     * Moves these classes. Once the JVM has, nothing is thrown any more, not even for want of memory.
     *
     * @throws Refusal when the JVM or a rule of ours refuses one of them; none has changed then
     */
    void carryOut(Step step, Collection<Class<?>> copies) throws Refusal {
        if (copies.isEmpty()) {
            return;
        }
        Throwable failure = call(step, copies.size() == 1 ? copies.toArray(new Class<?>[1]) : guarded(copies));
        Class<?> passedOver = step.passedOver();
        if (passedOver != null) {
            String line = "the JVM did not hand in class '" + passedOver.getName() + "'";
            throw new Refusal(line, new OutOfMemoryError(line));
        }
        refuse(step, failure);
    }

    /** Tries the same and changes nothing. */
    void dryRun(Step step, Collection<Class<?>> copies) throws Refusal {
        Throwable failure = call(step, guarded(copies));
        if (!step.ended() || !(failure instanceof UnsupportedOperationException)) {
            refuse(step, failure);
            throw new Refusal("the JVM accepted a change it must refuse; nothing can be tried without being done");
        }
    }

    private static Class<?>[] guarded(Collection<Class<?>> copies) {
        Class<?>[] all = copies.toArray(new Class<?>[copies.size() + 1]);
        all[copies.size()] = Sentinel.class;
        return all;
    }

    /** Whether the JVM would redefine all of these classes with the code they have. */
    boolean accepts(Collection<Class<?>> copies) {
        try {
            dryRun(step(Step.Kind.LOOK, ClassShaper.Mode.LENIENT, Wanted.NOTHING), copies);
            return true;
        } catch (Refusal refusal) {
            return !SetAside.invalidClass(refusal);
        }
    }

    /** Whether what we answer for this class is what the JVM gets. */
    boolean arrives(Step step, Class<?> copy) throws Refusal {
        Throwable failure = call(step, List.of(copy).toArray(new Class<?>[0]));
        if (failure instanceof UnsupportedOperationException && step.refusal() == null) {
            return true;
        }
        refuse(step, failure);
        return false;
    }

    private @Nullable Throwable call(Step step, Class<?>[] copies) {
        step.ask(copies);
        transformer.step(step);
        try {
            instrumentation.retransformClasses(copies);
            step.commit();
            return null;
        } catch (UnmodifiableClassException | RuntimeException | LinkageError | VirtualMachineError failure) {
            return failure;
        } finally {
            transformer.step(null);
        }
    }

    private static void refuse(Step step, @Nullable Throwable failure) throws Refusal {
        Refusal refusal = step.refusal();
        if (refusal != null) {
            throw refusal;
        }
        OutOfMemoryError full = step.full();
        if (full != null) {
            throw new Refusal("the JVM has no memory left for this: " + full.getMessage(), full);
        }
        if (failure != null) {
            Class<?> last = step.last();
            String name = last == null ? "" : "class '" + last.getName() + "' ";
            throw new Refusal("the JVM refuses " + name + "as woven: " + failure, failure);
        }
    }
}
