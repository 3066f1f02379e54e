package org.klp4j.agent.weave;

import java.security.ProtectionDomain;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Told of a patched class that a loader is just defining, before it is woven. */
@FunctionalInterface
public interface Arrival {
    /** Whether the patched code of a class has what it needs. */
    enum Outcome {
        /** It has. */
        READY,
        /** Some of it can be brought along only once the class is there; see {@link #arrived}. */
        LATER,
        /** It cannot have it: the class must be left as it is. */
        FAILED
    }

    /**
     * Gives the loader what the patched code will need. Called inside the loader's own definition of the class.
     *
     * @param className binary name
     */
    Outcome arriving(String className, @Nullable ClassLoader loader, @Nullable ProtectionDomain domain);

    /** Gives the loader what it could not have before, or has not been given yet. These of its classes are there now. */
    default void arrived(Set<String> classNames, ClassLoader loader) {}
}
