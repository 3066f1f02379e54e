package org.klp4j.agent.weave;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.Body;
import org.klp4j.format.Errno;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.KlpException;
import org.klp4j.format.PatchImage;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.PatchClass;
import org.klp4j.weave.Refusal;

/** Bodies out of the class files that built modules carry; a class file is opened once for all its functions. */
public final class PatchBodies implements Bodies {
    /** The image last asked about; its functions come one after the other. Guarded by this. */
    private @Nullable PatchImage image;

    /** Guarded by this. */
    private final Map<String, Opened> opened = new HashMap<>();

    /** Internal names of what the image brings along. Guarded by this. */
    private Set<String> companions = Set.of();

    /**
     * A class file of bodies.
     *
     * @param accompanied whether it names companions
     */
    private record Opened(PatchClass source, boolean accompanied) {}

    @Override
    @SuppressWarnings("ReferenceEquality") // an equal image in another module is opened anew, at worst
    public synchronized Body of(
            String module, PatchImage patch, FunctionImage function, @Nullable UnaryOperator<String> asBuilt)
            throws KlpException {
        if (image != patch) {
            opened.clear();
            image = patch;
            companions = new HashSet<>();
            patch.companions()
                    .forEach(companion -> companions.add(companion.name().replace('.', '/')));
        }
        try {
            Opened source = opened.get(function.className());
            if (source == null) {
                byte[] classFile = patch.bodies().get(function.className());
                if (classFile == null) {
                    throw new Refusal("there is none");
                }
                PatchClass bodies = new PatchClass(classFile);
                source = new Opened(bodies, !companions.isEmpty() && bodies.names(companions));
                opened.put(function.className(), source);
            }
            ClassSymbols.Symbol code =
                    source.source().symbols().find(new MethodKey(function.method(), function.descriptor()));
            if (code == null || !code.hasCode()) {
                throw new Refusal("it has no code for '" + function.method() + function.descriptor() + "'");
            }
            return new PatchBody(
                    source.source(), function.oldHash(), function.newHash(), asBuilt, source.accompanied());
        } catch (Refusal refusal) {
            throw new KlpException(
                    Errno.ENOEXEC,
                    "module '" + module + "': class file of bodies for '" + function.className() + "': "
                            + refusal.getMessage(),
                    refusal);
        }
    }
}
