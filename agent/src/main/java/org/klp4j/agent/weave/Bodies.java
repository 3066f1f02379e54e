package org.klp4j.agent.weave;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.Body;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.KlpException;
import org.klp4j.format.PatchImage;

/** Makes the replacement bodies that the weaver can read out of a module's class files. */
@FunctionalInterface
public interface Bodies {
    /**
     * The body for one function; ENOEXEC when the module's class files do not hold it.
     *
     * @param asBuilt for a function of a relocated copy: from names there to those the module was built with
     */
    Body of(String module, PatchImage patch, FunctionImage function, @Nullable UnaryOperator<String> asBuilt)
            throws KlpException;
}
