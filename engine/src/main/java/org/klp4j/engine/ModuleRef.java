package org.klp4j.engine;

/** The module a patch came in: the part of the module loader that the livepatch core needs. */
public interface ModuleRef {
    /** The module's name; also the patch's. */
    String name();

    /** Whether the module carries the mark {@code Livepatch: Y}. */
    boolean markedLivepatch();

    /** Takes a reference that keeps the module from being unloaded; false while it is being unloaded. */
    boolean tryGet();

    /** Gives a reference back. */
    void put();
}
