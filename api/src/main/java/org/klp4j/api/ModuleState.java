package org.klp4j.api;

/** What a module is going through; the kernel's {@code enum module_state}. */
public enum ModuleState {
    /** Normal state. */
    LIVE,
    /** Full formed, running {@code init}. */
    COMING,
    /** Going away. */
    GOING
}
