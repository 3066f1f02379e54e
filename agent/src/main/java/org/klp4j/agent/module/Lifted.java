package org.klp4j.agent.module;

import org.klp4j.format.KlpException;
import org.klp4j.format.PatchImage;

/** Makes the classes a built module brings along known to the loaders whose classes it patches. */
public interface Lifted {
    /** Before the patch is enabled; ENOEXEC when the JVM refuses one of the classes. */
    void provide(String module, PatchImage patch) throws KlpException;

    /** After the patch has gone. */
    void withdraw(PatchImage patch);
}
