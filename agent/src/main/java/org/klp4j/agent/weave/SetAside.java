package org.klp4j.agent.weave;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.MethodShape;
import org.klp4j.weave.Refusal;

/**
 * Classes for whose sake the JVM refuses a whole call, and without which it is right: those whose static initializer
 * has failed, of which HotSpot redefines none, and whose methods nobody can call any more.
 */
final class SetAside {
    private final KernelLog log;

    /** Guarded by the weaver. */
    private final Set<Class<?>> dead = Collections.newSetFromMap(new WeakHashMap<>());

    SetAside(KernelLog log) {
        this.log = log;
    }

    boolean contains(Class<?> loaded) {
        return dead.contains(loaded);
    }

    /**
     * Whether a refusal was for such a class; the step can be made again without it.
     *
     * @param copies in the order of the call; the JVM does not ask for the bytes of a class like this, so it is the one
     *     after the last it asked for
     */
    boolean takes(Step step, List<Class<?>> copies, Refusal refusal) {
        Throwable failure = refusal.getCause();
        int next = copies.indexOf(step.last()) + 1;
        // JVMTI_ERROR_INVALID_CLASS, of a class that exists, in the words of java.lang.instrument
        if (next < copies.size()
                && failure instanceof InternalError
                && String.valueOf(failure.getMessage()).endsWith("invalid class")
                && dead.add(copies.get(next))) {
            log.klp4j("class " + ClassCopy.of(copies.get(next))
                    + " is left as it is: its static initializer has failed, so none of its code runs");
            return true;
        }
        return false;
    }

    /**
     * The copies a check cannot show to the JVM: to verify them it would look for classes the module brings along,
     * which a check does not define. Empty when the refusal was for something else.
     */
    static Set<Class<?>> unprovable(Step step, Refusal refusal, Collection<Class<?>> copies, Wanted wanted) {
        Set<Class<?>> found = Collections.newSetFromMap(new IdentityHashMap<>());
        if (step.kind == Step.Kind.CHECK && refusal.getCause() instanceof VerifyError) {
            for (Class<?> copy : copies) {
                if (accompanied(wanted.shapes(copy.getName()))) {
                    found.add(copy);
                }
            }
        }
        return found.contains(step.last()) ? found : Set.of();
    }

    private static boolean accompanied(@Nullable List<MethodShape> shapes) {
        return shapes != null
                && shapes.stream()
                        .flatMap(shape -> ClassShaper.replacements(shape.shape()).stream())
                        .anyMatch(ReplacementBody::accompanied);
    }
}
