package org.klp4j.agent.weave;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.MethodShape;
import org.klp4j.engine.Shapes;
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

    private static final Comparator<MethodShape> BY_FUNCTION = Comparator.comparing(
                    (MethodShape shape) -> shape.function().method())
            .thenComparing(shape -> Objects.requireNonNullElse(shape.function().descriptor(), ""))
            .thenComparing(shape -> shape.function().sympos());

    private final Instrumentation instrumentation;
    private final KernelLog log;
    private final Arrival arrival;
    private final LoadedClasses loaded;
    private final Linking linking;
    private final SetAside setAside;
    private final Vigil vigil;
    private final Decisions decisions = new Decisions();
    private final ClassShaper shaper;
    private final WeavingTransformer transformer;
    private final Retransformation retransformation;

    /** By binary class name. Guarded by this. */
    private Map<String, List<MethodShape>> current = Map.of();

    /** Somebody wants to hear of classes that are loaded. Guarded by this. */
    private boolean listening;

    /** Guarded by this. */
    private boolean registered;

    private final LoadedCode code;

    /** A weaver for this JVM; nothing is registered before it has something to do. */
    public InstrumentedWeaver(Instrumentation instrumentation, KernelLog log, Arrival arrival)
            throws ReflectiveOperationException {
        this.instrumentation = instrumentation;
        this.log = log;
        this.arrival = arrival;
        this.loaded = new LoadedClasses(instrumentation);
        this.linking = new Linking(instrumentation);
        this.setAside = new SetAside(log);
        ObjectNames objects = new ObjectNames();
        this.shaper = new ClassShaper(objects, log);
        this.vigil = new Vigil(log, this::verify);
        LateArrivals late = new LateArrivals(arrival, this::weaveLate, log);
        this.transformer = new WeavingTransformer(shaper, decisions, log, arrival, late, vigil);
        this.retransformation = new Retransformation(instrumentation, transformer);
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
        Map<String, List<MethodShape>> after = byClass(next);
        dryRun(Step.Kind.RESOLVE, ClassShaper.Mode.RESOLVE, after);
        refuseUnlessWeaveArrives(after);
    }

    /** Before anything is changed: another agent that comes after us may put other bytes in the place of ours. */
    private void refuseUnlessWeaveArrives(Map<String, List<MethodShape>> after) throws KlpException {
        if (others()) {
            register();
            try {
                for (Class<?> copy : copies(changed(current, after))) {
                    refuseUnlessWeaveArrives(copy, after);
                }
            } finally {
                forget();
            }
        }
    }

    private void refuseUnlessWeaveArrives(Class<?> copy, Map<String, List<MethodShape>> after) throws KlpException {
        if (after.containsKey(copy.getName()) && !arrives(copy, after)) {
            throw refused(new Refusal("another agent replaces whatever is woven into class " + ClassCopy.of(copy)
                    + "; it would run unpatched; stop that agent, or start klp4j after it"));
        }
    }

    private boolean arrives(Class<?> copy, Map<String, List<MethodShape>> after) {
        try {
            return retransformation.arrives(step(Step.Kind.VERIFY, ClassShaper.Mode.STRICT, after), copy);
        } catch (Refusal elsewhere) {
            return true; // the step itself will be refused, in its own words
        }
    }

    /** Whether some other agent has a transformer, which might come after ours. */
    private boolean others() {
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (ClassFileTransformer.class.isAssignableFrom(type)
                    && !type.isInterface()
                    && !OwnTransformer.class.isAssignableFrom(type)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public synchronized void check(Shapes next) throws KlpException {
        Map<String, List<MethodShape>> after = byClass(next);
        dryRun(Step.Kind.CHECK, ClassShaper.Mode.STRICT, after);
        refuseUnlessWeaveArrives(after);
    }

    /** The bytes a weave of these classes would start from, where they can be had. Changes nothing. */
    public synchronized Map<Class<?>, byte[]> handedIn(Collection<Class<?>> classes) {
        register();
        try {
            while (true) {
                Step step = step(Step.Kind.LOOK, ClassShaper.Mode.LENIENT, Map.of());
                List<Class<?>> copies = new ArrayList<>(classes);
                copies.removeIf(type -> !instrumentation.isModifiableClass(type) || !changeable(type));
                try {
                    retransformation.dryRun(step, copies);
                    return step.handedIn();
                } catch (Refusal refusal) {
                    if (!setAside.takes(step, copies, refusal)) {
                        log.klp4j("classes could not be looked at: " + refusal.getMessage());
                        return step.handedIn();
                    }
                }
            }
        } finally {
            forget();
        }
    }

    private void dryRun(Step.Kind kind, ClassShaper.Mode mode, Map<String, List<MethodShape>> next)
            throws KlpException {
        Set<String> changed = changed(current, next);
        List<Class<?>> copies = copies(changed);
        if (copies.isEmpty() && changed.isEmpty()) {
            return;
        }
        register();
        try {
            RunTimeImage.resolve(changed, copies, next);
            if (!copies.isEmpty()) {
                GateLookup.rehearse(copies);
                dryRun(kind, mode, next, changed);
            }
        } catch (Refusal refusal) {
            throw refused(refusal);
        } finally {
            forget();
        }
    }

    private void dryRun(Step.Kind kind, ClassShaper.Mode mode, Map<String, List<MethodShape>> next, Set<String> changed)
            throws Refusal {
        Set<Class<?>> unprovable = Set.of();
        while (true) {
            Step step = step(kind, mode, next);
            step.hide(unprovable);
            List<Class<?>> copies = copies(changed);
            try {
                retransformation.dryRun(step, copies);
                return;
            } catch (Refusal refusal) {
                if (!setAside.takes(step, copies, refusal)) {
                    Set<Class<?>> more = SetAside.unprovable(step, refusal, copies, next);
                    if (unprovable.containsAll(more)) {
                        throw refusal;
                    }
                    unprovable = more;
                }
            }
        }
    }

    @Override
    public synchronized void weave(Shapes next) throws KlpException {
        Map<String, List<MethodShape>> before = current;
        Map<String, List<MethodShape>> after = byClass(next);
        Set<String> changed = changed(before, after);
        if (changed.isEmpty()) {
            return;
        }
        register();
        want(after);
        boolean done = false;
        try {
            provide(changed);
            carryOut(after, changed);
            done = true;
        } catch (Refusal refusal) {
            throw refused(refusal);
        } finally {
            if (!done) {
                want(before);
            }
            settle(changed); // copies that were loaded while the step was under way
            if (done && others()) {
                copies(changed).forEach(vigil::suspect);
            }
            forget();
        }
    }

    private void carryOut(Map<String, List<MethodShape>> after, Set<String> changed) throws Refusal {
        while (true) {
            Step step = step(Step.Kind.WEAVE, ClassShaper.Mode.STRICT, after);
            List<Class<?>> copies = copies(changed);
            GateLookup.attempt(copies); // loaders that came since the dry run
            try {
                retransformation.carryOut(step, copies);
                return;
            } catch (Refusal refusal) {
                if (!setAside.takes(step, copies, refusal)) {
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
            if (loader != null && current.containsKey(copy.getName())) {
                byLoader.computeIfAbsent(loader, fresh -> new HashSet<>()).add(copy.getName());
            }
        }
        byLoader.forEach((loader, names) -> arrival.arrived(names, loader));
    }

    /** Sees whether what was woven into this copy is what the JVM gets when the class is transformed. */
    private synchronized void verify(Class<?> copy) {
        if (!current.containsKey(copy.getName())) {
            return;
        }
        settle(Set.of(copy.getName()));
        try {
            Step step = step(Step.Kind.VERIFY, ClassShaper.Mode.LENIENT, current);
            if (retransformation.arrives(step, copy)) {
                vigil.cease(copy, ARRIVAL);
            } else {
                vigil.raise(
                        copy,
                        ARRIVAL,
                        "another agent replaces what klp4j weaves into class " + ClassCopy.of(copy)
                                + "; it runs UNPATCHED; stop that agent, or start klp4j after it");
            }
        } catch (Refusal refusal) {
            vigil.raise(
                    copy, ARRIVAL, "class " + ClassCopy.of(copy) + " could not be verified: " + refusal.getMessage());
        }
    }

    /** What other agents have done to patched classes and not undone, one line each; empty when all is well. */
    public List<String> alarms() {
        return vigil.alarms();
    }

    /** Brings copies that are not what is wanted, such as those loaded meanwhile, to their shapes, until none is left. */
    private void settle(Set<String> classes) {
        Set<Class<?>> hopeless = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int round = 0; round < ROUNDS; round++) {
            List<Class<?>> stale = new ArrayList<>();
            for (Class<?> copy : copies(classes)) {
                if (!hopeless.contains(copy) && stale(copy)) {
                    stale.add(copy);
                }
            }
            if (stale.isEmpty()) {
                return;
            }
            stale.forEach(copy -> mend(copy, hopeless));
        }
    }

    private boolean stale(Class<?> copy) {
        CopyRecord record = decisions.find(copy.getClassLoader(), copy.getName());
        return !Objects.equals(record == null ? null : record.woven(), current.get(copy.getName()));
    }

    private void mend(Class<?> copy, Set<Class<?>> hopeless) {
        List<MethodShape> wanted = current.get(copy.getName());
        if (wanted != null) {
            CopyRecord record = decisions.of(copy.getClassLoader(), copy.getName());
            transformer.provide(ClassCopy.of(copy), record, wanted);
        }
        try {
            Step step = step(Step.Kind.WEAVE, ClassShaper.Mode.LENIENT, current);
            retransformation.carryOut(step, List.of(copy));
        } catch (Refusal refusal) {
            hopeless.add(copy);
            log.klp4j("class " + ClassCopy.of(copy) + " is not as it should be: " + refusal.getMessage());
        }
    }

    /** Gives these copies, whose new code has now what it needs, their shapes. */
    private synchronized void weaveLate(List<Late> late) {
        Set<String> names = new HashSet<>();
        late.forEach(each -> names.add(each.className));
        Set<Late> asked = new HashSet<>(late);
        Map<Class<?>, Late> waiting = new LinkedHashMap<>();
        for (Class<?> copy : loaded.named(names)) {
            Late each = late(copy);
            if (each != null && asked.contains(each)) {
                waiting.put(copy, each);
            }
        }
        register();
        try {
            if (!weaveLate(waiting)) {
                waiting.forEach((copy, each) -> weaveLate(Map.of(copy, each)));
            }
        } finally {
            forget();
        }
    }

    private @Nullable Late late(Class<?> copy) {
        CopyRecord record = decisions.find(copy.getClassLoader(), copy.getName());
        if (record == null) {
            return null;
        }
        synchronized (record) {
            return record.late;
        }
    }

    private boolean weaveLate(Map<Class<?>, Late> waiting) {
        waiting.forEach((copy, late) -> park(copy, late, null));
        try {
            retransformation.carryOut(step(Step.Kind.WEAVE, ClassShaper.Mode.LENIENT, current), waiting.keySet());
            waiting.values().forEach(late -> late.end(true));
            return true;
        } catch (Refusal refusal) {
            waiting.forEach((copy, late) -> park(copy, null, late));
            if (waiting.size() == 1) {
                log.klp4j("class " + ClassCopy.of(waiting.keySet().iterator().next()) + " runs UNPATCHED: "
                        + refusal.getMessage());
            }
            return false;
        }
    }

    private void park(Class<?> copy, @Nullable Late from, @Nullable Late to) {
        CopyRecord record = decisions.find(copy.getClassLoader(), copy.getName());
        if (record != null) {
            synchronized (record) {
                record.late = Objects.equals(record.late, from) ? to : record.late;
            }
        }
    }

    private Step step(Step.Kind kind, ClassShaper.Mode mode, Map<String, List<MethodShape>> wanted) {
        return new Step(kind, mode, shaper, decisions, wanted);
    }

    private List<Class<?>> copies(Set<String> classes) {
        List<Class<?>> copies = loaded.named(classes);
        copies.removeIf(copy -> !changeable(copy));
        return copies;
    }

    private boolean changeable(Class<?> copy) {
        return !setAside.contains(copy) && linking.link(copy);
    }

    private void want(Map<String, List<MethodShape>> shapes) {
        current = shapes;
        Map<String, List<MethodShape>> byInternalName = new HashMap<>();
        shapes.forEach((name, list) -> byInternalName.put(name.replace('.', '/'), list));
        transformer.wanted(byInternalName);
    }

    private void register() {
        if (!registered) {
            instrumentation.addTransformer(transformer, true);
            registered = true;
        }
    }

    /** Leaves nothing behind that the shapes do not need. */
    private void forget() {
        Set<ReplacementBody> bodies = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Collection<MethodShape> shapes : current.values()) {
            shapes.forEach(shape -> bodies.addAll(ClassShaper.replacements(shape.shape())));
        }
        decisions.retain(current.keySet(), bodies);
        vigil.retain(current::containsKey);
        if (registered && !listening && current.isEmpty()) {
            instrumentation.removeTransformer(transformer);
            registered = false;
        }
    }

    private static Map<String, List<MethodShape>> byClass(Shapes shapes) {
        Map<String, List<MethodShape>> byClass = new HashMap<>();
        shapes.byClass().forEach((name, list) -> {
            if (!list.isEmpty()) {
                byClass.put(name, list.stream().sorted(BY_FUNCTION).toList());
            }
        });
        return byClass;
    }

    private static Set<String> changed(Map<String, List<MethodShape>> before, Map<String, List<MethodShape>> after) {
        Set<String> names = new HashSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
        return names;
    }

    private KlpException refused(Refusal refusal) {
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
