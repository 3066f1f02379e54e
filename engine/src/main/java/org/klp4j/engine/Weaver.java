package org.klp4j.engine;

import org.klp4j.format.KlpException;

/** Port: brings the bytecode of the JVM to the shapes the engine wants. */
public interface Weaver {
    /**
     * Proves, without changing anything, that {@code next} can be woven into every class loaded now: symbols are
     * there and unique, bodies have the expected hash, the result fits and links.
     *
     * @throws KlpException with the kernel's error number and a line naming class, method and reason
     */
    void check(Shapes next) throws KlpException;

    /**
     * Moves every loaded class from the current shapes to {@code next} in one step, and classes loaded from now on
     * as they load. All or nothing: when it throws, the current shapes are still in force.
     */
    void weave(Shapes next) throws KlpException;
}
