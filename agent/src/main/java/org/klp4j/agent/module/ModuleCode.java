package org.klp4j.agent.module;

import java.util.List;
import org.klp4j.format.KlpException;

/** What a module does: the init and exit functions of a kernel module. */
interface ModuleCode {
    /**
     * Runs once, while the module is {@code coming}; what it throws refuses the module, which is then gone.
     *
     * @return what the operator must know, a line each
     */
    List<String> init() throws KlpException;

    /** Runs once, after the last reference was given back; what it throws leaves the module loaded. */
    void exit() throws KlpException;
}
