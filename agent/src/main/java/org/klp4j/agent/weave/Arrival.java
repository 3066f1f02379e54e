package org.klp4j.agent.weave;

import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Told of a patched class that a loader is just defining, before it is woven. */
@FunctionalInterface
public interface Arrival {
    /**
     * Gives the loader what the patched code will need. Called inside the loader's own definition of the class.
     *
     * @param className binary name
     * @return false when that failed, so that the class must be left as it is
     */
    boolean arriving(String className, @Nullable ClassLoader loader, @Nullable ProtectionDomain domain);
}
