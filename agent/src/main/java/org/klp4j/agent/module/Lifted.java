package org.klp4j.agent.module;

import java.util.List;
import org.klp4j.engine.Callbacks;
import org.klp4j.format.KlpException;
import org.klp4j.format.PatchImage;

/** Makes the classes a built module brings along known to the loaders whose classes it patches. */
public interface Lifted {
    /** Whether all that the new code needs is there; ENOENT when not. Changes nothing. */
    void check(String module, Reach reach) throws KlpException;

    /** Before the patch is enabled, after {@link #check}; ENOEXEC when the JVM refuses one of the classes. */
    void provide(String module, Reach reach) throws KlpException;

    /** The callbacks that these companions are, at every loader that has them. */
    Callbacks callbacks(List<String> companions);

    /** After the patch has gone, or was not enabled after all; does nothing for one that was not provided. */
    void withdraw(PatchImage patch);
}
