package org.klp4j.agent.weave;

import org.jspecify.annotations.Nullable;

/** A function of a hand-written module that replaces a method. */
public interface Callee {
    /** The id by which companion classes call it; the same for the same content of the module. */
    String id();

    /** Part of the names of the companion classes made for it; the same for the same content of the module. */
    String tag();

    /** What messages call it, {@code com.foo.Fix.baz}. */
    String symbol();

    /** Its JVM descriptor. */
    String descriptor();

    /**
     * Makes the module see classes as the code it patches sees them.
     *
     * @param host binary name of a class that is patched
     * @param loader of the copy that is patched
     * @return false when the module sees another loader's copy of that class already
     */
    boolean see(String host, @Nullable ClassLoader loader);

    /** Makes sure that everything its descriptor names can be loaded. */
    void link() throws ReflectiveOperationException;
}
