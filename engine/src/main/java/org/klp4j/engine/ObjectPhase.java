package org.klp4j.engine;

/** What the object of a callback is going through. */
public enum ObjectPhase {
    /** It was loaded all the time. */
    LIVE,
    /** Its first class is being loaded. */
    COMING,
    /** Its last class loader is gone. */
    GOING
}
