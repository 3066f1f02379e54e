package org.klp4j.engine;

import java.util.List;

/**
 * What the control tree shows of a patch.
 *
 * @param transition whether this patch is the one in transition
 * @param stackOrder 1-based position in the order of enabling; 0 for a registered patch that is disabled
 */
public record PatchView(
        String name, boolean enabled, boolean transition, boolean replace, int stackOrder, List<ObjectView> objects) {
    /**
     * What the control tree shows of an object.
     *
     * @param functions node names {@code com.foo.Bar.baz,1}
     */
    public record ObjectView(String name, boolean patched, List<String> functions) {}
}
