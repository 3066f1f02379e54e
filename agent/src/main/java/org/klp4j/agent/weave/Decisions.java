package org.klp4j.agent.weave;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@link CopyRecord}s of all copies of patched classes. Keeps no class loader alive. */
final class Decisions {
    private final Map<String, CopyRecord> ofBootLoader = new HashMap<>();
    private final ByIdentity<ClassLoader, Map<String, CopyRecord>> byLoader =
            new ByIdentity<>(loader -> new HashMap<>());

    synchronized CopyRecord of(@Nullable ClassLoader loader, String className) {
        return records(loader).computeIfAbsent(className, fresh -> new CopyRecord());
    }

    synchronized @Nullable CopyRecord find(@Nullable ClassLoader loader, String className) {
        return records(loader).get(className);
    }

    private Map<String, CopyRecord> records(@Nullable ClassLoader loader) {
        return loader == null ? ofBootLoader : byLoader.of(loader);
    }

    /** The classes of which something was decided. */
    synchronized Set<String> classes() {
        Set<String> classes = new HashSet<>(ofBootLoader.keySet());
        byLoader.values().forEach(records -> classes.addAll(records.keySet()));
        return classes;
    }

    /** Forgets what no shape asks for any more, but no copy that is still woven. */
    synchronized void retain(Set<String> classes, Set<ReplacementBody> bodies) {
        List<Map<String, CopyRecord>> all = new ArrayList<>(byLoader.values());
        all.add(ofBootLoader);
        for (Map<String, CopyRecord> records : all) {
            records.entrySet()
                    .removeIf(entry -> !classes.contains(entry.getKey())
                            && entry.getValue().woven() == null);
            for (CopyRecord record : records.values()) {
                synchronized (record) {
                    record.verdicts.keySet().retainAll(bodies);
                }
            }
        }
    }
}
