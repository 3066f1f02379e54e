package org.klp4j.agent.weave;

import org.jspecify.annotations.Nullable;
import org.klp4j.engine.Body;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.MethodBody;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.Refusal;

/** A body other than the original: code that can be bound to a method of a running class. Compared by identity. */
public sealed interface ReplacementBody extends Body permits PatchBody, CallBody {
    /**
     * The code for one method.
     *
     * @param subject the copy of the class, as it was handed in
     * @param function the method of it that the patch names
     * @throws Refusal when this body has no code for it
     */
    MethodBody.Replacement bind(Subject subject, ClassSymbols.Symbol function) throws Refusal;

    /** The hash of the body this one replaces; null when it may replace any, but in its object only. */
    @Nullable
    String oldHash();

    /** The hash of this body's own code, by which a class that has it already is known; null when unknown. */
    @Nullable
    String newHash();

    /** Takes note of what became of it in one copy of its class: it replaces the code there, or that has it already. */
    default void decided(boolean replaces) {}

    /** Whether its code names classes that its module brings along, which are not there before it is loaded. */
    default boolean accompanied() {
        return false;
    }

    /** The hash of a method of a class this body is for, as the two above were made; null when it has no code. */
    default @Nullable String hash(Hashes classFile, MethodKey method) throws Refusal {
        return classFile.of(method);
    }
}
