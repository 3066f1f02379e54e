package org.klp4j.agent.module;

import java.util.LinkedHashMap;
import java.util.Map;
import org.klp4j.agent.control.Attribute;
import org.klp4j.agent.control.Directory;
import org.klp4j.agent.control.Node;

/** {@code module/}: one directory for each module, as {@code /sys/module}. */
public final class ModuleTree implements Directory {
    private final Modules modules;

    /** The view of this loader. */
    public ModuleTree(Modules modules) {
        this.modules = modules;
    }

    @Override
    public Map<String, Node> entries() {
        Map<String, Node> entries = new LinkedHashMap<>();
        for (LoadedModule module : modules.loaded()) {
            entries.put(module.name(), directory(module));
        }
        return entries;
    }

    private static Directory directory(LoadedModule module) {
        Map<String, Node> entries = new LinkedHashMap<>();
        entries.put("coresize", Attribute.readOnly(() -> module.size() + "\n"));
        entries.put("holders", Directory.of(module.holders(), name -> name, name -> Directory.EMPTY));
        entries.put("initstate", Attribute.readOnly(() -> module.state() + "\n"));
        if (!module.parameters().isEmpty()) {
            entries.put("parameters", Directory.of(module.parameters()));
        }
        entries.put("refcnt", Attribute.readOnly(() -> module.references() + "\n"));
        constant(entries, "srcversion", module.info().srcversion());
        entries.put("taint", Attribute.readOnly(() -> module.taint() + "\n"));
        constant(entries, "version", module.info().version());
        return Directory.of(entries);
    }

    /** As in the kernel, the file is there only when the module says what stands in it. */
    private static void constant(Map<String, Node> entries, String name, String value) {
        if (!value.isEmpty()) {
            entries.put(name, Attribute.readOnly(() -> value + "\n"));
        }
    }
}
