package org.klp4j.engine;

import org.klp4j.format.KlpException;

/** Port: brings the bytecode of the JVM to the shapes the engine wants. Logs the kernel's own error lines itself. */
public interface Weaver {
    /**
     * Finds every function of {@code next} in the classes loaded now and proves their identity, as the kernel does
     * when a patch is initialised: the symbol is there and unique, the body to be replaced has the expected hash.
     * Changes nothing.
     *
     * @throws KlpException with the kernel's error number and a line naming class, method and reason
     */
    void resolve(Shapes next) throws KlpException;

    /**
     * {@link #resolve}, and a dry run of {@link #weave}: the functions may be woven, the result fits, verifies and
     * links. Changes nothing.
     */
    void check(Shapes next) throws KlpException;

    /**
     * Moves every loaded class from the current shapes to {@code next} in one step, and classes loaded from now on
     * as they load. All or nothing: when it throws, whatever it is, the current shapes are still in force and no thread
     * has run anything else.
     */
    void weave(Shapes next) throws KlpException;
}
