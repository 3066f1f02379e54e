package org.klp4j.builder.lift;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** Initial values the user gives for added fields of objects that are there already: {@code com.foo.Bar.limit=50}. */
public final class Rules {
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, MethodInsnNode> initializers = new HashMap<>();
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

    /**
     * Takes a static method that gives a field's value, in place of a value.
     *
     * @return whether it can be one: it returns something
     */
    public boolean initializer(String holder, String owner, String field, String descriptor) {
        if (descriptor.endsWith(")V")) {
            return false;
        }
        String key = owner.replace('/', '.') + "." + field;
        initializers.put(key, new MethodInsnNode(Opcodes.INVOKESTATIC, holder, field, descriptor, false));
        return true;
    }

    /** The call that gives a field its value; null when nobody wrote one. */
    @Nullable
    MethodInsnNode initializer(String owner, FieldNode field) {
        String key = owner.replace('/', '.') + "." + field.name;
        MethodInsnNode call = initializers.get(key);
        if (call == null) {
            return null;
        }
        used.add(key);
        if (!Type.getReturnType(call.desc).equals(Type.getType(field.desc))) {
            throw new NotCarried(
                    "initialiser '" + call.owner.replace('/', '.') + "." + call.name + "' does not return '"
                            + Type.getType(field.desc).getClassName() + "', the type of field '" + key + "'");
        }
        return (MethodInsnNode) call.clone(Map.of());
    }

    @Override
    public String toString() {
        return new TreeMap<>(values).toString();
    }

    /** The rules no added field asked for. */
    public List<String> unused() {
        return Stream.concat(values.keySet().stream(), initializers.keySet().stream())
                .filter(key -> !used.contains(key))
                .sorted()
                .toList();
    }
}
