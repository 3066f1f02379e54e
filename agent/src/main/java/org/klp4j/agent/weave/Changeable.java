package org.klp4j.agent.weave;

import java.util.List;
import java.util.Set;

/** The copies that a step can be about: those the JVM can link and will redefine. Used under the weaver's lock. */
final class Changeable {
    private final LoadedClasses loaded;
    private final Linking linking;
    private final SetAside setAside;

    Changeable(LoadedClasses loaded, Linking linking, SetAside setAside) {
        this.loaded = loaded;
        this.linking = linking;
        this.setAside = setAside;
    }

    /** Every loader's copy of these classes, as far as it can be changed. */
    List<Class<?>> named(Set<String> binaryNames) {
        List<Class<?>> copies = loaded.named(binaryNames);
        copies.removeIf(copy -> !contains(copy));
        return copies;
    }

    /** Links the class unless it is. */
    boolean contains(Class<?> copy) {
        return !setAside.contains(copy) && linking.link(copy);
    }
}
