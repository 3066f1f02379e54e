package org.klp4j.agent.weave;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** The {@link CopyRecord}s of all copies of patched classes. Keeps no class loader alive. */
final class Decisions {
    /** Stands for the boot loader, which is null. */
    private static final Object BOOT = new Object();

    private final Map<Object, Map<String, CopyRecord>> byLoader = new WeakHashMap<>();

    synchronized CopyRecord of(@Nullable ClassLoader loader, String className) {
        return byLoader.computeIfAbsent(key(loader), fresh -> new HashMap<>())
                .computeIfAbsent(className, fresh -> new CopyRecord());
    }

    synchronized @Nullable CopyRecord find(@Nullable ClassLoader loader, String className) {
        Map<String, CopyRecord> records = byLoader.get(key(loader));
        return records == null ? null : records.get(className);
    }

    /** Forgets what no shape asks for any more. */
    synchronized void retain(Set<String> classes, Set<ReplacementBody> bodies) {
        for (Map<String, CopyRecord> records : byLoader.values()) {
            records.keySet().retainAll(classes);
            for (CopyRecord record : records.values()) {
                synchronized (record) {
                    record.verdicts.keySet().retainAll(bodies);
                }
            }
        }
        byLoader.values().removeIf(Map::isEmpty);
    }

    private static Object key(@Nullable ClassLoader loader) {
        return loader == null ? BOOT : loader;
    }
}
