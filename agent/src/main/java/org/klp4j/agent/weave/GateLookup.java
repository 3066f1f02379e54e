package org.klp4j.agent.weave;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.klp4j.weave.ClassWeaver;
import org.klp4j.weave.Refusal;

/**
 * Asks the class loader of each copy for the gate before gates are woven in. Otherwise the first call of a gated method
 * would, in the middle of the application: a loader that does not know the gate would throw there, and one that runs
 * short of memory or stack would, too. The JVM asks a loader once for a name and remembers the answer.
 */
final class GateLookup {
    private static final String GATE = ClassWeaver.GATE.replace('/', '.');

    private GateLookup() {}

    /**
     * Has every loader find the gate.
     *
     * @throws Refusal when one does not
     */
    static void rehearse(Collection<Class<?>> copies) throws Refusal {
        Set<ClassLoader> asked = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Class<?> copy : copies) {
            ClassLoader loader = copy.getClassLoader();
            if (loader != null && asked.add(loader)) {
                ask(copy, loader);
            }
        }
    }

    /** The same for copies that were loaded since, where nothing can be refused any more. */
    static void attempt(Collection<Class<?>> copies) {
        try {
            rehearse(copies);
        } catch (Refusal unknown) {
            // the first call will meet it, as it would have anyway
        }
    }

    /** Whatever a loader of the application throws, it must not reach the engine. */
    private static void ask(Class<?> copy, ClassLoader loader) throws Refusal {
        try {
            Class.forName(GATE, false, loader);
        } catch (Throwable failure) {
            throw new Refusal(
                    "class " + ClassCopy.of(copy) + " cannot be patched: its loader does not find '" + GATE
                            + "', which patched code calls during a transition" + why(failure)
                            + "; let it ask its parent for classes of 'java.'",
                    failure);
        }
    }

    private static String why(Throwable failure) {
        return failure instanceof ClassNotFoundException
                ? ""
                : " (" + failure.getClass().getName() + ")";
    }
}
