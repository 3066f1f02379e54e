package org.klp4j.agent.module;

import org.klp4j.format.PatchImage;

/** Finds copies of the classes a module is about that run under other names. */
public interface Copies {
    /**
     * Looks through the classes the JVM has loaded. Changes nothing.
     *
     * @param wanted whether copies are to be patched too, or only told of
     */
    Reach reach(PatchImage patch, boolean wanted);
}
