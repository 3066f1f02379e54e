package org.klp4j.builder.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.diff.ClassChange;
import org.klp4j.builder.diff.Correlation;
import org.klp4j.builder.input.ClassFile;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * What a fix changes according to its sources: old and new ones compiled by one compiler. What differs between the
 * running class and the compiled fix beyond that is the work of another compiler and left as it runs.
 */
public final class SourceChanges {
    private final Map<String, @Nullable ClassChange> changes = new HashMap<>();

    /** Compares class files made of the old and of the fixed sources, both by internal name. */
    public SourceChanges(Map<String, byte[]> old, Map<String, byte[]> fixed) {
        Map<String, ClassNode> before = new TreeMap<>();
        files(old).forEach((name, file) -> before.put(name, file.node()));
        Correlation.Correlated after = Correlation.correlate(before, files(fixed));
        after.classes().forEach((name, node) -> {
            ClassNode was = before.get(name);
            if (was != null) {
                ClassChange change = ClassChange.of(was, node, before::get, after.classes()::get);
                changes.put(after.origins().getOrDefault(name, name), change.none() ? null : change);
            }
        });
    }

    private static Map<String, ClassFile> files(Map<String, byte[]> compiled) {
        Map<String, ClassFile> files = new TreeMap<>();
        compiled.forEach((name, bytes) -> files.put(name, ClassFile.of(bytes)));
        return files;
    }

    /** Whether the fix leaves the source of a class as it was. */
    boolean unchanged(String compiledName) {
        return changes.containsKey(compiledName) && changes.get(compiledName) == null;
    }

    /** The part of a change that the sources show. */
    ClassChange narrowed(String compiledName, ClassChange change) {
        ClassChange source = changes.get(compiledName);
        if (source == null) {
            return change;
        }
        return new ClassChange(
                change.before(),
                change.after(),
                among(
                        change.bodies(),
                        source.bodies(),
                        pair -> pair.after().name + pair.after().desc,
                        pair -> synthetic(pair.after())),
                among(change.addedMethods(), source.addedMethods(), SourceChanges::key, SourceChanges::synthetic),
                among(change.removedMethods(), source.removedMethods(), SourceChanges::key, method -> false),
                among(change.addedFields(), source.addedFields(), SourceChanges::key, field -> false),
                among(change.removedFields(), source.removedFields(), SourceChanges::key, field -> false),
                change.initializer() && source.initializer());
    }

    private static String key(MethodNode method) {
        return method.name + method.desc;
    }

    private static String key(FieldNode field) {
        return field.name + field.desc;
    }

    /** Numbered by the compiler: their names do not tell which is which. */
    private static boolean synthetic(MethodNode method) {
        return (method.access & (Opcodes.ACC_SYNTHETIC | Opcodes.ACC_BRIDGE)) == Opcodes.ACC_SYNTHETIC;
    }

    private static <T> List<T> among(List<T> found, List<T> wanted, Function<T, String> key, Predicate<T> always) {
        Set<String> keys = new HashSet<>(wanted.stream().map(key).toList());
        return found.stream()
                .filter(one -> always.test(one) || keys.contains(key.apply(one)))
                .toList();
    }
}
