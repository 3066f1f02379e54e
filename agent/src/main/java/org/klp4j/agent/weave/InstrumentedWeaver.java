package org.klp4j.agent.weave;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.MethodShape;
import org.klp4j.engine.Shapes;
import org.klp4j.engine.UntilDone;
import org.klp4j.engine.Weaver;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.weave.Refusal;

/**
 * The engine's weaver. What is wanted is kept in a retransform-capable transformer that stands in the JVM only while
 * something is patched, so classes loaded later, and classes another agent retransforms, get the same shapes.
 */
public final class InstrumentedWeaver implements Weaver {
    private static final int ROUNDS = 8;

    /** The kind of alarm that says that what is woven does not arrive. */
    private static final String ARRIVAL = "";

    private final Instrumentation instrumentation;
    private final KernelLog log;
    private final Arrival arrival;
    private final LoadedClasses loaded;
    private final SetAside setAside;
    private final Changeable changeable;
    private final OtherTransformers others;
    private final Vigil vigil;
    private final Missed missed = new Missed(this::weaveMissed);
    private final Decisions decisions = new Decisions();
    private final WeavingTransformer transformer;
    private final Retransformation retransformation;
    private final Rehearsal rehearsal;
    private final LateWeave lateWeave;
    private final LoadedCode code;

    /** Guarded by this. */
    private Wanted current = Wanted.NOTHING;

    /** Somebody wants to hear of classes that are loaded. Guarded by this. */
    private boolean listening;

    /** Guarded by this. */
    private boolean registered;

    /** A weaver for this JVM; nothing is registered before it has something to do. */
    public InstrumentedWeaver(Instrumentation instrumentation, KernelLog log, Arrival arrival)
            throws ReflectiveOperationException {
        this.instrumentation = instrumentation;
        this.log = log;
        this.arrival = arrival;
        this.loaded = new LoadedClasses(instrumentation);
        this.others = new OtherTransformers(instrumentation);
        this.vigil = new Vigil(log, this::verify);
        ObjectNames objects = new ObjectNames();
        ClassShaper shaper = new ClassShaper(objects, log);
        LateArrivals late = new LateArrivals(arrival, this::weaveLate, log);
        this.transformer = new WeavingTransformer(shaper, decisions, log, arrival, late, vigil, missed);
        this.retransformation = new Retransformation(instrumentation, transformer, shaper, decisions);
        Linking linking = new Linking(instrumentation);
        this.setAside = new SetAside(log, linking, retransformation::accepts);
        this.changeable = new Changeable(loaded, linking, setAside);
        this.rehearsal = new Rehearsal(instrumentation, changeable, setAside, retransformation, log);
        this.lateWeave = new LateWeave(loaded, decisions, retransformation, log);
        this.code = new LoadedCode(loaded, objects, this, log);
    }

    /** What is loaded, seen with the same eyes. */
    public LoadedCode code() {
        return code;
    }

    synchronized void arrivals(WeavingTransformer.@Nullable LoadListener arrivals) {
        listening = arrivals != null;
        transformer.arrivals(arrivals);
        if (listening) {
            register();
        }
        forget();
    }

    @Override
    public synchronized void resolve(Shapes next) throws KlpException {
        rehearse(Step.Kind.RESOLVE, ClassShaper.Mode.RESOLVE, Wanted.of(next));
    }

    @Override
    public synchronized void check(Shapes next) throws KlpException {
        rehearse(Step.Kind.CHECK, ClassShaper.Mode.STRICT, Wanted.of(next));
    }

    private void rehearse(Step.Kind kind, ClassShaper.Mode mode, Wanted next) throws KlpException {
        Set<String> changed = current.differences(next);
        if (changed.isEmpty()) {
            return;
        }
        register();
        boolean tried = false;
        try {
            rehearsal.rehearse(kind, mode, next, changed);
            if (others.present()) {
                rehearsal.refuseUnlessWeaveArrives(next, changed);
            }
            tried = true;
        } catch (Refusal refusal) {
            throw refused(refusal);
        } finally {
            if (tried) {
                forget();
            } else {
                tidy(changed); // without memory the JVM may have done what was to be tried
            }
        }
    }

    /** The bytes a weave of these classes would start from, where they can be had. Changes nothing. */
    public synchronized Map<Class<?>, byte[]> handedIn(Collection<Class<?>> classes) {
        register();
        try {
            return rehearsal.handedIn(classes);
        } finally {
            forget();
        }
    }

    @Override
    public synchronized void weave(Shapes next) throws KlpException {
        Wanted before = current;
        Wanted after = Wanted.of(next);
        Set<String> changed = before.differences(after);
        if (changed.isEmpty()) {
            return;
        }
        UntilDone back = new UntilDone(() -> want(before));
        boolean done = false;
        try {
            register();
            want(after);
            provide(changed);
            carryOut(after, changed);
            done = true;
        } catch (Refusal refusal) {
            throw refused(refusal);
        } finally {
            if (!done) {
                back.run();
            }
            tidy(changed); // copies that were loaded while the step was under way
            if (done) {
                suspect(changed);
            }
        }
    }

    private void suspect(Set<String> classes) {
        try {
            if (others.present()) {
                changeable.named(classes).forEach(vigil::suspect);
            }
        } catch (OutOfMemoryError full) {
            missed.add();
        }
    }

    private void carryOut(Wanted after, Set<String> changed) throws Refusal {
        while (true) {
            Step step = retransformation.step(Step.Kind.WEAVE, ClassShaper.Mode.STRICT, after);
            List<Class<?>> copies = changeable.named(changed);
            GateLookup.attempt(copies); // loaders that came since the dry run
            try {
                retransformation.carryOut(step, copies);
                return;
            } catch (Refusal refusal) {
                if (!setAside.takes(copies, refusal)) {
                    throw refusal;
                }
            }
        }
    }

    /** Loaders that got a class while no patch of it was enabled have not been given what its new code needs. */
    private void provide(Set<String> changed) {
        Map<ClassLoader, Set<String>> byLoader = new IdentityHashMap<>();
        for (Class<?> copy : loaded.named(changed)) {
            ClassLoader loader = copy.getClassLoader();
            if (loader != null && current.contains(copy.getName())) {
                byLoader.computeIfAbsent(loader, fresh -> new HashSet<>()).add(copy.getName());
            }
        }
        byLoader.forEach((loader, names) -> arrival.arrived(names, loader));
    }

    /** Sees whether what was woven into this copy is what the JVM gets when the class is transformed. */
    private synchronized void verify(Class<?> copy) {
        if (!current.contains(copy.getName())) {
            return;
        }
        Set<String> suspected = Set.of(copy.getName());
        settleOrMiss(suspected);
        try {
            Step step = retransformation.step(Step.Kind.VERIFY, ClassShaper.Mode.LENIENT, current);
            if (retransformation.arrives(step, copy)) {
                vigil.cease(copy, ARRIVAL);
            } else {
                vigil.raise(
                        copy,
                        ARRIVAL,
                        "another agent replaces what klp4j weaves into class " + ClassCopy.of(copy)
                                + "; it runs UNPATCHED; stop that agent, or start klp4j after it");
                settleOrMiss(suspected); // without memory the JVM may have taken out what was woven
            }
        } catch (Refusal refusal) {
            vigil.raise(
                    copy, ARRIVAL, "class " + ClassCopy.of(copy) + " could not be verified: " + refusal.getMessage());
        }
    }

    /** What other agents have done to patched classes and not undone, one line each; empty when all is well. */
    public List<String> alarms() {
        List<String> alarms = vigil.alarms();
        if (missed.some()) {
            missed.goOn();
            alarms.add(
                    "classes are not as they should be, for want of memory; they are woven as soon as there is some");
        }
        return alarms;
    }

    /** After a step: throws nothing, and leaves what there is no memory for to {@link #missed}. */
    private void tidy(Set<String> classes) {
        if (settleOrMiss(classes)) {
            forget();
        }
    }

    private boolean settleOrMiss(Set<String> classes) {
        boolean all = settled(classes);
        if (!all) {
            missed.add();
        }
        return all;
    }

    private synchronized boolean weaveMissed() {
        Set<String> classes = new HashSet<>(current.classes());
        classes.addAll(decisions.classes());
        boolean all = settled(classes);
        if (all) {
            forget();
        }
        return all;
    }

    /** {@link #settle}; false when there was no memory for all of it. */
    private boolean settled(Set<String> classes) {
        try {
            return settle(classes);
        } catch (OutOfMemoryError full) {
            return false;
        }
    }

    /**
     * Brings copies that are not what is wanted, such as those loaded meanwhile, to their shapes, until none is left.
     * False when there was no memory for some of them.
     */
    private boolean settle(Set<String> classes) {
        boolean all = true;
        Set<Class<?>> hopeless = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int round = 0; round < ROUNDS; round++) {
            List<Class<?>> stale = new ArrayList<>();
            for (Class<?> copy : changeable.named(classes)) {
                if (!hopeless.contains(copy) && stale(copy)) {
                    stale.add(copy);
                }
            }
            if (stale.isEmpty()) {
                return all;
            }
            for (Class<?> copy : stale) {
                all &= mended(copy, hopeless);
            }
        }
        return all;
    }

    private boolean stale(Class<?> copy) {
        CopyRecord record = decisions.find(copy.getClassLoader(), copy.getName());
        return !Objects.equals(record == null ? null : record.woven(), current.shapes(copy.getName()));
    }

    /** False when there was no memory for it. */
    private boolean mended(Class<?> copy, Set<Class<?>> hopeless) {
        List<MethodShape> wanted = current.shapes(copy.getName());
        if (wanted != null) {
            CopyRecord record = decisions.of(copy.getClassLoader(), copy.getName());
            transformer.provide(ClassCopy.of(copy), record, wanted);
        }
        try {
            Step step = retransformation.step(Step.Kind.WEAVE, ClassShaper.Mode.LENIENT, current);
            retransformation.carryOut(step, List.of(copy));
        } catch (Refusal refusal) {
            hopeless.add(copy);
            if (refusal.getCause() instanceof OutOfMemoryError) {
                return false;
            }
            log.klp4j("class " + ClassCopy.of(copy) + " is not as it should be: " + refusal.getMessage());
        }
        return true;
    }

    private synchronized void weaveLate(List<Late> late) {
        register();
        try {
            lateWeave.carryOut(late, current);
        } finally {
            forget();
        }
    }

    private void want(Wanted next) {
        current = next;
        transformer.wanted(next.byInternalName());
    }

    private void register() {
        if (!registered) {
            instrumentation.addTransformer(transformer, true);
            registered = true;
        }
    }

    /** Leaves nothing behind that the shapes do not need; what there is no memory to forget is left to the next step. */
    private void forget() {
        try {
            forgetAll();
        } catch (OutOfMemoryError full) {
            missed.add();
        }
    }

    private void forgetAll() {
        decisions.retain(current.classes(), current.bodies());
        vigil.retain(current::contains);
        if (registered && !listening && current.isEmpty()) {
            instrumentation.removeTransformer(transformer);
            registered = false;
        }
    }

    /** No refusal when the JVM had no memory for the step: the caller may try it again. */
    private KlpException refused(Refusal refusal) {
        if (refusal.getCause() instanceof OutOfMemoryError full) {
            throw full;
        }
        String line = refusal.kernelLine();
        String message = String.valueOf(refusal.getMessage());
        if (line != null) {
            log.livepatch(line);
        }
        if (!message.equals(line)) {
            log.klp4j(message);
        }
        return new KlpException(Errno.EINVAL, message, refusal);
    }
}
