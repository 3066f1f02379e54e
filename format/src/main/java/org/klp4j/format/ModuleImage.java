package org.klp4j.format;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A module file in memory.
 *
 * @param info what the manifest says
 * @param patch what a built module changes; null for a hand-written one
 * @param files every other entry of the jar by its path: classes and resources of a hand-written module
 */
public record ModuleImage(ModuleInfo info, @Nullable PatchImage patch, Map<String, byte[]> files) {
    /** Copies the map. */
    public ModuleImage {
        files = Map.copyOf(files);
    }
}
