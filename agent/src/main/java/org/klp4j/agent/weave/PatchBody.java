package org.klp4j.agent.weave;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.MethodBody;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.PatchClass;
import org.klp4j.weave.Refusal;

/** The code of one method of a patch class, as built modules carry it. */
public final class PatchBody implements ReplacementBody {
    private final PatchClass source;
    private final @Nullable String oldHash;
    private final @Nullable String newHash;

    /** For a relocated copy of a class: gives it the names it was built under, for those have the hashes. */
    private final @Nullable UnaryOperator<String> asBuilt;

    private final boolean accompanied;

    // written by whoever transforms a copy, read by the thread that loads the module, after that: volatile
    private volatile boolean replaces;
    private volatile boolean fixedAlready;

    /**
     * A body.
     *
     * @param source has a method of the name and descriptor of the function that is patched
     * @param oldHash {@link org.klp4j.weave.BodyHash} of the body it was made to replace, if it was made for one
     * @param newHash {@link org.klp4j.weave.BodyHash} that tells a copy of the class that is fixed already
     */
    public PatchBody(PatchClass source, @Nullable String oldHash, @Nullable String newHash) {
        this(source, oldHash, newHash, null, false);
    }

    PatchBody(
            PatchClass source,
            @Nullable String oldHash,
            @Nullable String newHash,
            @Nullable UnaryOperator<String> asBuilt,
            boolean accompanied) {
        this.source = source;
        this.oldHash = oldHash;
        this.newHash = newHash;
        this.asBuilt = asBuilt;
        this.accompanied = accompanied;
    }

    @Override
    public MethodBody.Replacement bind(Subject subject, ClassSymbols.Symbol function) {
        return source.method(function.key());
    }

    @Override
    public @Nullable String oldHash() {
        return oldHash;
    }

    @Override
    public @Nullable String newHash() {
        return newHash;
    }

    @Override
    public @Nullable String hash(Hashes classFile, MethodKey method) throws Refusal {
        return asBuilt == null ? classFile.of(method) : classFile.of(method, asBuilt);
    }

    @Override
    public void decided(boolean replacing) {
        if (replacing) {
            replaces = true;
        } else {
            fixedAlready = true;
        }
    }

    /** Whether it was to replace the code of some copy of its class. */
    public boolean replaces() {
        return replaces;
    }

    /** Whether some copy of its class was found to have its code already, and was left alone. */
    public boolean fixedAlready() {
        return fixedAlready;
    }

    @Override
    public boolean accompanied() {
        return accompanied;
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
