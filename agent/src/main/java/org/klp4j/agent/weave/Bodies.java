package org.klp4j.agent.weave;

import org.klp4j.engine.Body;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.KlpException;
import org.klp4j.format.PatchImage;

/** Makes the replacement bodies that the weaver can read out of a module's class files. */
@FunctionalInterface
public interface Bodies {
    /** The body for one function; ENOEXEC when the module's class files do not hold it. */
    Body of(String module, PatchImage patch, FunctionImage function) throws KlpException;
}
