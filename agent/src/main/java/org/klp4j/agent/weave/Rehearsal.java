package org.klp4j.agent.weave;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.klp4j.engine.KernelLog;
import org.klp4j.weave.Refusal;

/**
 * Tries a step without carrying it out, so that what must be refused is refused before anything has changed. Used under
 * the weaver's lock, while its transformer is registered.
 */
final class Rehearsal {
    private final Instrumentation instrumentation;
    private final Changeable changeable;
    private final SetAside setAside;
    private final Retransformation retransformation;
    private final KernelLog log;

    Rehearsal(
            Instrumentation instrumentation,
            Changeable changeable,
            SetAside setAside,
            Retransformation retransformation,
            KernelLog log) {
        this.instrumentation = instrumentation;
        this.changeable = changeable;
        this.setAside = setAside;
        this.retransformation = retransformation;
        this.log = log;
    }

    /** Tries what would be done to the copies of these classes. */
    void rehearse(Step.Kind kind, ClassShaper.Mode mode, Wanted next, Set<String> changed) throws Refusal {
        List<Class<?>> copies = changeable.named(changed);
        RunTimeImage.resolve(changed, copies, next);
        if (!copies.isEmpty()) {
            GateLookup.rehearse(copies);
            dryRun(kind, mode, next, changed);
        }
    }

    private void dryRun(Step.Kind kind, ClassShaper.Mode mode, Wanted next, Set<String> changed) throws Refusal {
        Set<Class<?>> unprovable = Set.of();
        while (true) {
            Step step = retransformation.step(kind, mode, next);
            step.hide(unprovable);
            List<Class<?>> copies = changeable.named(changed);
            try {
                retransformation.dryRun(step, copies);
                return;
            } catch (Refusal refusal) {
                if (!setAside.takes(copies, refusal)) {
                    Set<Class<?>> more = SetAside.unprovable(step, refusal, copies, next);
                    if (unprovable.containsAll(more)) {
                        throw refusal;
                    }
                    unprovable = more;
                }
            }
        }
    }

    /** Refuses copies for which the JVM would get another agent's bytes instead of ours. */
    void refuseUnlessWeaveArrives(Wanted next, Set<String> changed) throws Refusal {
        for (Class<?> copy : changeable.named(changed)) {
            if (next.contains(copy.getName()) && !weaveArrives(copy, next)) {
                throw new Refusal("another agent replaces whatever is woven into class " + ClassCopy.of(copy)
                        + "; it would run unpatched; stop that agent, or start klp4j after it");
            }
        }
    }

    private boolean weaveArrives(Class<?> copy, Wanted next) {
        try {
            return retransformation.arrives(
                    retransformation.step(Step.Kind.VERIFY, ClassShaper.Mode.STRICT, next), copy);
        } catch (Refusal elsewhere) {
            return true; // the step itself will be refused, in its own words
        }
    }

    /** The bytes a weave of these classes would start from, where they can be had. */
    Map<Class<?>, byte[]> handedIn(Collection<Class<?>> classes) {
        while (true) {
            Step step = retransformation.step(Step.Kind.LOOK, ClassShaper.Mode.LENIENT, Wanted.NOTHING);
            List<Class<?>> copies = new ArrayList<>(classes);
            copies.removeIf(type -> !instrumentation.isModifiableClass(type) || !changeable.contains(type));
            try {
                retransformation.dryRun(step, copies);
                return step.handedIn();
            } catch (Refusal refusal) {
                if (!setAside.takes(copies, refusal)) {
                    log.klp4j("classes could not be looked at: " + refusal.getMessage());
                    return step.handedIn();
                }
            }
        }
    }
}
