package org.klp4j.bench.peer;

import java.io.IOException;
import java.util.List;

/** A way to bring a fix into a running JVM. */
public interface Tool {
    /** As the tables call it. */
    String name();

    /** Options the JVM has to be started with. */
    default List<String> options(Fix fix) throws IOException {
        return List.of();
    }

    /** Applies it, by the commands a user would type; returns when they have ended. */
    void apply(long pid, Fix fix) throws IOException, InterruptedException;

    /** Takes it out again, where the measurement needs that. */
    default void undo(long pid, Fix fix) throws IOException, InterruptedException {
        throw new IOException("not used");
    }
}
