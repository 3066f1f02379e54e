package org.klp4j.agent.weave;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
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
        for (Class<?> copy : onePerLoader(copies)) {
            ask(ClassCopy.of(copy));
        }
    }

    /** The same for copies that were loaded since, where nothing can be refused any more. */
    static void attempt(Collection<Class<?>> copies) {
        for (Class<?> copy : onePerLoader(copies)) {
            try {
                ask(ClassCopy.of(copy));
            } catch (Refusal unknown) {
                // known since the copy was loaded, and left as it is; or a lack of memory that may be over by then
            }
        }
    }

    private static Collection<Class<?>> onePerLoader(Collection<Class<?>> copies) {
        Map<ClassLoader, Class<?>> first = new IdentityHashMap<>();
        for (Class<?> copy : copies) {
            if (copy.getClassLoader() != null) {
                first.putIfAbsent(copy.getClassLoader(), copy);
            }
        }
        return first.values();
    }

    /**
     * Has the copy's loader find the gate. Whatever a loader of the application throws, it must not get any further.
     *
     * @throws Refusal when it does not
     */
    static void ask(ClassCopy copy) throws Refusal {
        try {
            Class.forName(GATE, false, copy.loader());
        } catch (Throwable failure) {
            throw new Refusal(
                    "class " + copy + " cannot be patched: its loader does not find '" + GATE
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
