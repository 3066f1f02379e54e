package org.klp4j.agent.stack;

import java.lang.invoke.MethodHandles;
import org.klp4j.engine.StackSource;

/** Chooses how stacks are taken on this JVM. */
public final class StackSources {
    /** Below this depth no JVM cuts a trace unless told to by a flag that {@link TraceLimit} reads. */
    private static final int CAUTIOUS_LIMIT = 64;

    private StackSources() {}

    /** The best way on this JVM; {@code java.lang} and {@code jdk.internal.vm} must be open to the caller's module. */
    public static StackSource forThisJvm() throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        ThreadInternals internals = new ThreadInternals(lookup);
        VirtualThreads virtual = VirtualThreads.of(lookup);
        return virtual == null
                ? new BatchedStacks(internals)
                : new HandshakeStacks(internals, virtual, lookup, TraceLimit.frames(CAUTIOUS_LIMIT));
    }
}
