package org.klp4j.agent.weave;

/**
 * A class loader whose classes are an object by themselves, whatever their code source is called. Whoever loads it
 * tells the core of its coming and going.
 */
public interface ObjectLoader {
    /** The object's name; empty once it is gone. */
    String objectName();

    /** Whether the object has come and not gone yet; its classes are there a while before and after. */
    boolean present();
}
