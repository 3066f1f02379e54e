package org.klp4j.agent.weave;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.MethodShape;
import org.klp4j.weave.Refusal;

/**
 * Classes for whose sake the JVM refuses a whole call, and without which it is right: those whose static initializer
 * has failed, and those that cannot be linked, since a class they need is not there. HotSpot redefines neither, and none
 * of their code runs.
 */
final class SetAside {
    private final KernelLog log;
    private final Linking linking;
    private final Predicate<List<Class<?>>> accepts;

    /** Guarded by the weaver. */
    private final Set<Class<?>> dead = Collections.newSetFromMap(new WeakHashMap<>());

    /** As long as what they need is not there. Guarded by the weaver. */
    private final Set<Class<?>> unlinked = Collections.newSetFromMap(new WeakHashMap<>());

    /**
     * None yet.
     *
     * @param accepts whether the JVM would redefine these classes with code as it is
     */
    SetAside(KernelLog log, Linking linking, Predicate<List<Class<?>>> accepts) {
        this.log = log;
        this.linking = linking;
        this.accepts = accepts;
    }

    boolean contains(Class<?> loaded) {
        return dead.contains(loaded) || (unlinked.contains(loaded) && stillUnlinked(loaded));
    }

    private boolean stillUnlinked(Class<?> loaded) {
        return linking.missing(loaded) != null || !unlinked.remove(loaded);
    }

    /**
     * Whether a refusal was for such classes; the step can be made again without them. Which of the copies they are, the
     * JVM does not say, and it may or may not have asked for their bytes.
     */
    boolean takes(List<Class<?>> copies, Refusal refusal) {
        return invalidClass(refusal) && takes(copies);
    }

    private boolean takes(List<Class<?>> copies) {
        if (copies.isEmpty() || accepts.test(copies)) {
            return false;
        }
        if (copies.size() == 1) {
            return take(copies.get(0));
        }
        int half = copies.size() / 2;
        boolean first = takes(copies.subList(0, half));
        return takes(copies.subList(half, copies.size())) || first;
    }

    private boolean take(Class<?> copy) {
        String missing = linking.missing(copy);
        log.klp4j("class " + ClassCopy.of(copy) + " is left as it is: "
                + (missing == null ? "its static initializer has failed" : "it cannot be linked without " + missing)
                + ", so none of its code runs");
        return missing == null ? dead.add(copy) : unlinked.add(copy);
    }

    /** JVMTI_ERROR_INVALID_CLASS, of a class that exists, in the words of java.lang.instrument. */
    static boolean invalidClass(Refusal refusal) {
        Throwable failure = refusal.getCause();
        return failure instanceof InternalError
                && String.valueOf(failure.getMessage()).endsWith("invalid class");
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
