package org.klp4j.builder.lift;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** Initial values the user gives for added fields of objects that are there already: {@code com.foo.Bar.limit=50}. */
public final class Rules {
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /**
     * Parses rules.
     *
     * @throws KlpException {@code EINVAL} when a line is not {@code class.field=value}
     */
    public Rules(List<String> lines) throws KlpException {
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals < 1 || line.lastIndexOf('.', equals) < 1) {
                throw new KlpException(Errno.EINVAL, "'" + line + "' is no rule, expected 'com.foo.Bar.field=value'");
            }
            values.put(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
    }

    /** The value for a field; null when the user gave none. */
    @Nullable
    String of(String owner, String field) {
        String key = owner.replace('/', '.') + "." + field;
        used.add(key);
        return values.get(key);
    }

    /** The rules no added field asked for. */
    public List<String> unused() {
        return values.keySet().stream()
                .filter(key -> !used.contains(key))
                .sorted()
                .toList();
    }
}
