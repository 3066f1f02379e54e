package org.klp4j.agent.weave;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The classes the JVM has loaded, listed in one go: no safepoint, and no question per class. */
final class LoadedClasses {
    private final Instrumentation instrumentation;

    LoadedClasses(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /** Every loader's copy of these classes. */
    List<Class<?>> named(Set<String> binaryNames) {
        List<Class<?>> found = new ArrayList<>();
        if (!binaryNames.isEmpty()) {
            any(loaded -> {
                if (binaryNames.contains(loaded.getName())) {
                    found.add(loaded);
                }
                return false;
            });
        }
        return found;
    }

    /** Whether some class meets the condition. */
    boolean any(Predicate<Class<?>> condition) {
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            if (!loaded.isArray() && !loaded.isHidden() && condition.test(loaded)) {
                return true;
            }
        }
        return false;
    }
}
