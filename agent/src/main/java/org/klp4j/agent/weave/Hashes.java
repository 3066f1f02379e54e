package org.klp4j.agent.weave;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.Refusal;
import org.klp4j.weave.Renaming;

/** The hashes of the functions of one class file. All that may be asked for are made in one pass, for the first asked. */
final class Hashes {
    private final byte[] classFile;
    private final Set<String> functions;

    /** By the names the class file is told under; null for its own. */
    private final Map<@Nullable UnaryOperator<String>, Map<MethodKey, String>> known = new IdentityHashMap<>();

    /**
     * The hashes of a class file.
     *
     * @param functions simple names of the methods that may be asked for
     */
    Hashes(byte[] classFile, Set<String> functions) {
        this.classFile = classFile;
        this.functions = functions;
    }

    /** The hash of a method; null when there is none, or none with code. */
    @Nullable
    String of(MethodKey method) throws Refusal {
        return known(null).get(method);
    }

    /** The same, told under other names: those of the classes before they were relocated. */
    @Nullable
    String of(MethodKey method, UnaryOperator<String> names) throws Refusal {
        return known(names).get(new MethodKey(method.name(), Renaming.text(method.descriptor(), names)));
    }

    private Map<MethodKey, String> known(@Nullable UnaryOperator<String> names) throws Refusal {
        Map<MethodKey, String> hashes = known.get(names);
        if (hashes == null) {
            hashes = BodyHash.named(names == null ? classFile : Renaming.of(classFile, names), functions);
            known.put(names, hashes);
        }
        return hashes;
    }
}
