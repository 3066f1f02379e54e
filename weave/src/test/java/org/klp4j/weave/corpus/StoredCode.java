package org.klp4j.weave.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.Refusal;

/**
 * Compares what HotSpot reconstitutes of a class with the class file it was made from: same methods, same marks of
 * intrinsics, same hash of every body.
 */
final class StoredCode {
    private StoredCode() {}

    /** What is wrong, or null when nothing is, or when there is no class file to compare with. */
    static @Nullable String difference(Class<?> loaded, byte[] handedIn) throws IOException, Refusal {
        byte[] stored = writtenByJfr(loaded) ? null : stored(loaded);
        if (stored == null) {
            return null;
        }
        ClassSymbols ours = ClassSymbols.of(handedIn);
        ClassSymbols theirs = ClassSymbols.of(stored);
        if (!new HashSet<>(ours.symbols()).equals(new HashSet<>(theirs.symbols()))) {
            return "other methods than in the class file";
        }
        return BodyHash.all(handedIn).equals(BodyHash.all(stored)) ? null : "other hashes than in the class file";
    }

    /** JFR writes the code of event classes anew when they are loaded. */
    private static boolean writtenByJfr(Class<?> loaded) {
        for (Class<?> each = loaded; each != null; each = each.getSuperclass()) {
            if (each.getName().equals("jdk.internal.event.Event")) {
                return true;
            }
        }
        return false;
    }

    private static byte @Nullable [] stored(Class<?> loaded) throws IOException {
        String name = loaded.getName().replace('.', '/') + ".class";
        Module module = loaded.getModule();
        try (InputStream in = module.isNamed()
                ? module.getResourceAsStream(name)
                : loaded.getClassLoader().getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        }
    }
}
