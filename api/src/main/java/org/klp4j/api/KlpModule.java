package org.klp4j.api;

/**
 * A module: the class that a module jar names in its manifest as {@code Klp-Init}. It needs a constructor without
 * arguments. {@code init} runs when the module is loaded, {@code exit} when it is unloaded; what a module has patched
 * keeps it from being unloaded.
 */
public interface KlpModule {
    /**
     * Starts the module.
     *
     * @param self the module itself, the kernel's {@code THIS_MODULE}
     * @return 0, or a negative error number with which loading fails; a positive number counts as EINVAL
     * @throws Exception counts as EIO
     */
    int init(ThisModule self) throws Exception;

    /**
     * Ends the module. Not called when {@code init} failed.
     *
     * @throws Exception is logged; the module goes all the same
     */
    default void exit() throws Exception {}
}
