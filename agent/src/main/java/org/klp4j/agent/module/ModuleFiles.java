package org.klp4j.agent.module;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.klp4j.agent.control.Attribute;
import org.klp4j.agent.control.Directory;
import org.klp4j.agent.control.Node;

/** Files that modules create: {@code proc/NAME} and {@code kernel/DIRECTORY/NAME} in the control tree. */
public final class ModuleFiles {
    private record File(String module, Attribute attribute) {}

    private final Map<String, File> byPath = new TreeMap<>(); // guarded by this

    /** Whether a module may create this path. */
    static boolean valid(String path) {
        return path.matches("proc/[A-Za-z0-9_.-]+|kernel/[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+") && !path.contains("/.");
    }

    /** Returns false when the path is taken. */
    synchronized boolean create(String module, String path, Attribute attribute) {
        return byPath.putIfAbsent(path, new File(module, attribute)) == null;
    }

    synchronized void removeAll(String module) {
        byPath.values().removeIf(file -> file.module.equals(module));
    }

    /** The directory {@code proc} or {@code kernel}. */
    public Directory directory(String top) {
        return () -> entries(top + "/");
    }

    private synchronized Map<String, Node> entries(String prefix) {
        Map<String, Node> entries = new LinkedHashMap<>();
        byPath.forEach((path, file) -> {
            if (path.startsWith(prefix)) {
                String rest = path.substring(prefix.length());
                int slash = rest.indexOf('/');
                entries.put(
                        slash < 0 ? rest : rest.substring(0, slash),
                        slash < 0 ? file.attribute : below(prefix + rest.substring(0, slash + 1)));
            }
        });
        return entries;
    }

    private Directory below(String prefix) {
        return () -> entries(prefix);
    }
}
