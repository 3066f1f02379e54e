package org.klp4j.agent.weave;

import org.jspecify.annotations.Nullable;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.Refusal;

/** One copy of a class on its way through the weaver. */
final class Subject {
    final ClassCopy copy;
    final CopyRecord record;
    final ClassSymbols symbols;
    final byte[] handedIn;

    /** The bytes are those of a class file, not what the JVM reconstituted of a loaded class. */
    final boolean loading;

    Subject(ClassCopy copy, CopyRecord record, byte[] handedIn, boolean loading) throws Refusal {
        this.copy = copy;
        this.record = record;
        this.symbols = ClassSymbols.of(handedIn);
        this.handedIn = handedIn;
        this.loading = loading;
    }

    /** The hash of a body as it was handed in. */
    @Nullable
    String hash(MethodKey method) throws Refusal {
        return BodyHash.of(handedIn, method);
    }
}
