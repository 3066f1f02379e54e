package org.klp4j.builder.diff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The differences between two versions of a class, in the order of the new one.
 *
 * @param before the running class
 * @param after the fixed class
 * @param bodies methods both have, with other code
 * @param addedMethods methods only the fixed class has; also one that became static or ceased to be
 * @param removedMethods methods only the running class has
 * @param addedFields fields only the fixed class has; also one that became static or ceased to be
 * @param removedFields fields only the running class has
 * @param initializer whether the static initializers, or constants, differ
 */
public record ClassChange(
        ClassNode before,
        ClassNode after,
        List<Pair> bodies,
        List<MethodNode> addedMethods,
        List<MethodNode> removedMethods,
        List<FieldNode> addedFields,
        List<FieldNode> removedFields,
        boolean initializer) {

    private static final int CODELESS = Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;

    /** A method in both versions. */
    public record Pair(MethodNode before, MethodNode after) {}

    /**
     * Compares.
     *
     * @param oldClasses the other classes of the running program by internal name
     * @param newClasses those of the fixed one
     */
    public static ClassChange of(
            ClassNode before,
            ClassNode after,
            Function<String, @Nullable ClassNode> oldClasses,
            Function<String, @Nullable ClassNode> newClasses) {
        Canonical oldForm = Canonical.in(oldClasses);
        Canonical newForm = Canonical.in(newClasses);
        List<Pair> bodies = new ArrayList<>();
        List<MethodNode> added = new ArrayList<>();
        Map<String, MethodNode> left = new LinkedHashMap<>();
        before.methods.forEach(method -> left.put(key(method), method));
        boolean initializer = constantsDiffer(before, after);
        for (MethodNode method : after.methods) {
            MethodNode was = left.remove(key(method));
            if (was == null) {
                added.add(method);
            } else if (differ(before, was, oldForm, after, method, newForm)) {
                bodies.add(new Pair(was, method));
            }
        }
        initializer |= bodies.removeIf(pair -> pair.after().name.equals("<clinit>"));
        initializer |= added.removeIf(method -> method.name.equals("<clinit>"));
        List<MethodNode> removed = new ArrayList<>(left.values());
        initializer |= removed.removeIf(method -> method.name.equals("<clinit>"));
        Map<String, FieldNode> fields = new LinkedHashMap<>();
        before.fields.forEach(field -> fields.put(key(field), field));
        List<FieldNode> addedFields = new ArrayList<>();
        for (FieldNode field : after.fields) {
            if (fields.remove(key(field)) == null) {
                addedFields.add(field);
            }
        }
        List<FieldNode> removedFields = List.copyOf(fields.values());
        return new ClassChange(before, after, bodies, added, removed, addedFields, removedFields, initializer);
    }

    private static boolean differ(
            ClassNode before, MethodNode was, Canonical oldForm, ClassNode after, MethodNode now, Canonical newForm) {
        if ((was.access & CODELESS) != (now.access & CODELESS)) {
            return true;
        }
        if (((now.access & ~was.access) & Opcodes.ACC_SYNCHRONIZED) != 0) {
            return true;
        }
        return !SameCode.surely(before, was, after, now)
                && !oldForm.text(before, was).equals(newForm.text(after, now));
    }

    private static boolean constantsDiffer(ClassNode before, ClassNode after) {
        Map<String, Object> constants = new LinkedHashMap<>();
        before.fields.forEach(field -> constants.put(key(field), String.valueOf(field.value)));
        return after.fields.stream()
                .anyMatch(field -> constants.containsKey(key(field))
                        && !String.valueOf(field.value).equals(constants.get(key(field))));
    }

    /** Whether anything differs at all. */
    public boolean none() {
        return bodies.isEmpty()
                && addedMethods.isEmpty()
                && removedMethods.isEmpty()
                && addedFields.isEmpty()
                && removedFields.isEmpty()
                && !initializer
                && sameHeader();
    }

    /** Whether superclass, interfaces and kind are the same. */
    public boolean sameHeader() {
        return Objects.equals(before.superName, after.superName)
                && before.interfaces.equals(after.interfaces)
                && !becameAbstract();
    }

    /** Whether the class became abstract. */
    public boolean becameAbstract() {
        return (after.access & ~before.access & Opcodes.ACC_ABSTRACT) != 0;
    }

    private static String key(MethodNode method) {
        return method.name + method.desc + (method.access & Opcodes.ACC_STATIC);
    }

    private static String key(FieldNode field) {
        return field.name + ":" + field.desc + (field.access & Opcodes.ACC_STATIC);
    }
}
