package org.klp4j.agent.control;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A directory; what is in it is made up at the moment it is asked for. */
public non-sealed interface Directory extends Node {
    /** A directory with nothing in it. */
    Directory EMPTY = of(Map.of());

    /** The entries by name, in the order they are listed. */
    Map<String, Node> entries();

    /** The entry of this name, null when there is none. */
    default @Nullable Node entry(String name) {
        return entries().get(name);
    }

    @Override
    default String mode() {
        return "drwxr-xr-x";
    }

    /** A directory whose entries are always the same. */
    static Directory of(Map<String, Node> entries) {
        return () -> entries;
    }

    /** One entry for each element. */
    static <T> Directory of(Collection<T> elements, Function<T, String> name, Function<T, Node> node) {
        return () -> {
            Map<String, Node> entries = new LinkedHashMap<>();
            elements.forEach(element -> entries.put(name.apply(element), node.apply(element)));
            return entries;
        };
    }
}
