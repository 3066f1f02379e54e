package org.klp4j.engine;

import java.util.Set;

/** Port: which objects (modules by the JPMS naming rule) the JVM has loaded. */
public interface Code {
    /** Whether some class loader has defined a class of this object. {@code vmlinux} is always loaded. */
    boolean loaded(String object);

    /** Whether some class loader has defined this class. */
    boolean classLoaded(String className);

    /**
     * Says what the core wants to hear of from now on; called under the core's lock whenever that may have changed.
     *
     * @param awaited objects that are not loaded: their arrival, by {@link Livepatch#coming}
     * @param present objects that are: their end, by {@link Livepatch#going}
     */
    default void watch(Set<String> awaited, Set<String> present) {}
}
