package org.klp4j.agent.weave;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.MethodShape;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.Refusal;

/** One copy of a class on its way through the weaver. */
final class Subject {
    final ClassCopy copy;
    final CopyRecord record;
    final ClassSymbols symbols;
    final byte[] handedIn;

    /** Of the bodies as they were handed in. */
    final Hashes hashes;

    /** The bytes are those of a class file, not what the JVM reconstituted of a loaded class. */
    final boolean loading;

    private final Set<String> functions;
    private @Nullable Hashes stored;

    Subject(ClassCopy copy, CopyRecord record, byte[] handedIn, List<MethodShape> shapes, boolean loading)
            throws Refusal {
        this.copy = copy;
        this.record = record;
        this.symbols = ClassSymbols.of(handedIn);
        this.handedIn = handedIn;
        this.loading = loading;
        this.functions = shapes.stream().map(shape -> shape.function().method()).collect(Collectors.toSet());
        this.hashes = new Hashes(handedIn, functions);
    }

    /** Of the bodies in the class file that the loader shows; null when it shows none. */
    @Nullable
    Hashes stored() {
        if (stored == null) {
            byte[] classFile = copy.resource();
            stored = classFile == null ? null : new Hashes(classFile, functions);
        }
        return stored;
    }
}
