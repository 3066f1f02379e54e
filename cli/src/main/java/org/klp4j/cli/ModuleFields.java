package org.klp4j.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.klp4j.format.ModuleInfo;

/** The fields of {@code modinfo(8)}, by the kernel's names, in its order. */
final class ModuleFields {
    private ModuleFields() {}

    /** The fields that have a value. */
    static Map<String, String> of(ModuleFile file) {
        ModuleInfo info = file.image().info();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("filename", file.path().toAbsolutePath().normalize().toString());
        fields.put("livepatch", info.livepatch() ? "Y" : "");
        fields.put("version", info.version());
        fields.put("description", info.description());
        fields.put("author", info.author());
        fields.put("license", info.license());
        fields.put("srcversion", info.srcversion());
        fields.put("depends", String.join(",", info.depends()));
        fields.put("name", info.name());
        fields.put("parm", String.join(",", info.parameters()));
        fields.values().removeIf(String::isEmpty);
        return fields;
    }

    /** As {@code modinfo} prints them: each parameter has a line. */
    static String text(ModuleFile file) {
        StringBuilder text = new StringBuilder();
        of(file).forEach((name, value) -> {
            for (String line : lines(name, value)) {
                text.append(String.format(Locale.ROOT, "%-16s%s%n", name + ":", line));
            }
        });
        return text.toString();
    }

    /** A field's values, as {@code modinfo -F} prints them: each on a line. */
    static List<String> lines(String name, String value) {
        return name.equals("parm") ? List.of(value.split(",")) : List.of(value);
    }
}
