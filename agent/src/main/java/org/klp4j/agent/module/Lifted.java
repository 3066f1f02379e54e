package org.klp4j.agent.module;

import java.util.List;
import org.klp4j.engine.Callbacks;
import org.klp4j.format.KlpException;
import org.klp4j.format.ObjectImage;
import org.klp4j.format.PatchImage;

/** Makes the classes a built module brings along known to the loaders whose classes it patches. */
public interface Lifted {
    /** Whether all that the new code needs is there; ENOENT when not. Changes nothing. */
    void check(String module, PatchImage patch) throws KlpException;

    /** A line for each loaded class that looks like a copy of a patched one under another name. */
    List<String> copies(PatchImage patch);

    /** Before the patch is enabled, after {@link #check}; ENOEXEC when the JVM refuses one of the classes. */
    void provide(String module, PatchImage patch) throws KlpException;

    /** The callbacks of an object: those of the companions named, at every loader that has them. */
    Callbacks callbacks(ObjectImage object);

    /** After the patch has gone. */
    void withdraw(PatchImage patch);
}
