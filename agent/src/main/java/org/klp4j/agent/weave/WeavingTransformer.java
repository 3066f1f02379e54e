package org.klp4j.agent.weave;

import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.Body;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.MethodShape;
import org.klp4j.engine.Shape;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.Refusal;

/**
 * The door through which every class of the JVM passes while something is patched. For a class no patch is about it
 * costs one look into a map by its name, and while it is being loaded another by what follows the package. Nothing is
 * ever thrown out of here.
 */
final class WeavingTransformer implements OwnTransformer {
    /** Told of every class that is being loaded while some object is awaited. */
    interface LoadListener {
        /**
         * A class is about to be defined.
         *
         * @param label the object a patch says it belongs to, if one does
         */
        void noticed(@Nullable String label, Module module, ClassLoader loader, @Nullable ProtectionDomain domain);
    }

    private final ClassShaper shaper;
    private final Decisions decisions;
    private final KernelLog log;
    private final Arrival arrival;
    private final LateArrivals late;
    private final Vigil vigil;
    private final Missed missed;
    private final AtomicLong failures = new AtomicLong();

    /** Wanted shapes by internal class name. Written by the weaver under its lock, replaced as a whole (volatile). */
    private volatile Map<String, List<MethodShape>> wanted = Map.of();

    /** Of the classes in {@link #wanted}; null when there are none. Written with it (volatile). */
    private volatile @Nullable Likeness likeness;

    /** Our own call in progress. Written by the weaver under its lock (volatile); others see only that it is not theirs. */
    private volatile @Nullable Step step;

    /** Null when no object is awaited. Written by the weaver under its lock (volatile). */
    private volatile @Nullable LoadListener arrivals;

    WeavingTransformer(
            ClassShaper shaper,
            Decisions decisions,
            KernelLog log,
            Arrival arrival,
            LateArrivals late,
            Vigil vigil,
            Missed missed) {
        this.arrival = arrival;
        this.late = late;
        this.vigil = vigil;
        this.missed = missed;
        this.shaper = shaper;
        this.decisions = decisions;
        this.log = log;
    }

    void wanted(Map<String, List<MethodShape>> byInternalName) {
        wanted = byInternalName;
        likeness = byInternalName.isEmpty() ? null : new Likeness(byInternalName.keySet());
    }

    void step(@Nullable Step next) {
        step = next;
    }

    void arrivals(@Nullable LoadListener next) {
        arrivals = next;
    }

    @Override
    public byte @Nullable [] transform(
            Module module,
            @Nullable ClassLoader loader,
            @Nullable String className,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] handedIn) {
        missed.goOn();
        Step own = step;
        if (own != null && redefined != null && own.mine()) {
            return own.transform(redefined, handedIn);
        }
        if (className == null) {
            return null;
        }
        LoadListener listening = arrivals;
        if (listening != null && redefined == null && loader != null) {
            notice(listening, className, module, loader, domain);
        }
        if (wanted.containsKey(className)) {
            return shape(module, loader, className, redefined, domain, handedIn);
        }
        Likeness known = likeness;
        if (known != null && redefined == null && loader != null) {
            name(known, className);
        }
        return null;
    }

    /** A copy under another name that comes when the module has been loaded is not patched, but not passed over. */
    private void name(Likeness known, String className) {
        try {
            String patched = known.news(className);
            if (patched != null) {
                log.klp4j("class '" + className.replace('/', '.') + "' is likely a copy of patched class '"
                        + patched.replace('/', '.') + "' and came after the patch: it runs UNPATCHED; "
                        + remedy(wanted.getOrDefault(patched, List.of())));
            }
        } catch (Throwable failure) { // a door: the application must not notice
            failures.incrementAndGet();
        }
    }

    private static String remedy(List<MethodShape> shapes) {
        return shapes.stream().map(MethodShape::shape).anyMatch(WeavingTransformer::provable)
                ? "unload the module and load it again, with copies=1, to have it looked at"
                : "a hand-written patch is for the classes it names: build one with 'klp build', or name this class as well";
    }

    /** Hashes, which hand-written functions do not have, are what proves a copy. */
    private static boolean provable(Shape shape) {
        Body body = shape instanceof Shape.Gated gated ? gated.patched() : ((Shape.Single) shape).body();
        return body instanceof ReplacementBody replacement && replacement.oldHash() != null;
    }

    private void notice(
            LoadListener listening,
            String className,
            Module module,
            ClassLoader loader,
            @Nullable ProtectionDomain domain) {
        try {
            List<MethodShape> shapes = wanted.get(className);
            listening.noticed(shapes == null ? null : shapes.get(0).object(), module, loader, domain);
        } catch (Throwable failure) { // a door: the application must not notice
            failures.incrementAndGet();
            log.klp4j("the arrival of class '" + className.replace('/', '.') + "' went unnoticed: " + failure);
        }
    }

    private byte @Nullable [] shape(
            Module module,
            @Nullable ClassLoader loader,
            String className,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] handedIn) {
        List<MethodShape> shapes = wanted.get(className);
        if (shapes == null) {
            return null;
        }
        try {
            ClassCopy copy = new ClassCopy(className.replace('/', '.'), module, loader, domain);
            late.enter();
            CopyRecord record = decisions.of(loader, copy.className());
            if (redefined == null) {
                provide(copy, record, shapes);
            }
            Map<MethodKey, String> before = redefined == null ? Map.of() : hashes(record);
            byte[] woven = shaper.shape(copy, record, handedIn, shapes, ClassShaper.Mode.LENIENT, redefined == null);
            record.woven(shapes);
            if (redefined != null) {
                report(redefined, copy, before, hashes(record));
                vigil.suspect(redefined);
            }
            return woven;
        } catch (OutOfMemoryError full) {
            if (redefined != null) {
                notWoven(redefined);
            }
            missed.add();
            return null;
        } catch (Throwable failure) { // a door: the application must not notice
            failures.incrementAndGet();
            log.klp4j("class '" + className.replace('/', '.') + "' runs UNPATCHED: the weaver failed: " + failure);
            return null;
        } finally {
            late.leave();
        }
    }

    /** Allocates nothing, for there is a record of what has been woven. */
    private void notWoven(Class<?> redefined) {
        CopyRecord record = decisions.find(redefined.getClassLoader(), redefined.getName());
        if (record != null) {
            record.woven(null);
        }
    }

    /** Gives the copy what its new code needs, as far as that can be done now. */
    void provide(ClassCopy copy, CopyRecord record, List<MethodShape> shapes) {
        ClassLoader loader = copy.loader();
        Arrival.Outcome outcome = arrival.arriving(copy.className(), loader, copy.domain());
        if (outcome == Arrival.Outcome.FAILED) {
            shaper.leave(copy, record, shapes);
        } else if (outcome == Arrival.Outcome.LATER && loader != null) {
            late.add(record, copy.className(), loader);
        }
        try {
            GateLookup.ask(copy);
        } catch (Refusal refusal) {
            shaper.leave(copy, record, shapes, refusal);
        }
    }

    private static Map<MethodKey, String> hashes(CopyRecord record) {
        synchronized (record) {
            return Map.copyOf(record.hashes);
        }
    }

    private void report(
            Class<?> redefined, ClassCopy copy, Map<MethodKey, String> before, Map<MethodKey, String> after) {
        for (Map.Entry<MethodKey, String> entry : before.entrySet()) {
            if (!entry.getValue().equals(after.get(entry.getKey()))) {
                vigil.raise(
                        redefined,
                        entry.getKey().toString(),
                        "another agent changed function '" + copy.className() + "." + entry.getKey() + "' of class "
                                + copy + " under a patch; the patch was woven again");
            }
        }
    }

    /** How often {@link #transform} failed inside, in this JVM. */
    long failures() {
        return failures.get();
    }

    /** The classes whose shapes are wanted, by internal name. */
    Set<String> classes() {
        return wanted.keySet();
    }
}
