package org.klp4j.builder.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.klp4j.builder.input.ClassFile;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.Refusal;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/** The differences between two versions of a class, member by member in the order of the new one. */
final class ClassDiff {
    private static final int CLASS_FLAGS = ~(Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC | Opcodes.ACC_DEPRECATED);
    private static final int MEMBER_FLAGS = ~(Opcodes.ACC_SYNTHETIC | Opcodes.ACC_DEPRECATED);

    private final ClassNode before;
    private final ClassNode after;
    private final Map<MethodKey, String> hashesBefore;
    private final Map<MethodKey, String> hashesAfter;
    private final List<Change> changes = new ArrayList<>();

    private ClassDiff(ClassFile before, ClassFile after) {
        this.before = before.node();
        this.after = after.node();
        this.hashesBefore = hashes(before);
        this.hashesAfter = hashes(after);
    }

    static List<Change> of(ClassFile before, ClassFile after) {
        ClassDiff diff = new ClassDiff(before, after);
        diff.header();
        diff.fields();
        diff.methods();
        return diff.changes;
    }

    private static Map<MethodKey, String> hashes(ClassFile file) {
        try {
            return BodyHash.all(file.bytes());
        } catch (Refusal e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private void header() {
        if (!Objects.equals(before.superName, after.superName)) {
            add(ChangeKind.SUPERCLASS, "", "", "from '" + before.superName + "' to '" + after.superName + "'");
        }
        if (!before.interfaces.equals(after.interfaces)) {
            add(ChangeKind.INTERFACES, "", "", "from " + before.interfaces + " to " + after.interfaces);
        }
        if (((before.access ^ after.access) & CLASS_FLAGS) != 0) {
            add(ChangeKind.CLASS_MODIFIERS, "", "", "");
        }
    }

    private void fields() {
        Map<String, FieldNode> old = new LinkedHashMap<>();
        before.fields.forEach(field -> old.put(field.name + field.desc, field));
        for (FieldNode field : after.fields) {
            FieldNode was = old.remove(field.name + field.desc);
            if (was == null) {
                add(ChangeKind.FIELD_ADDED, field.name, field.desc, "");
            } else if (((was.access ^ field.access) & MEMBER_FLAGS) != 0 || !Objects.equals(was.value, field.value)) {
                add(ChangeKind.FIELD_CHANGED, field.name, field.desc, "");
            }
        }
        old.values().forEach(field -> add(ChangeKind.FIELD_REMOVED, field.name, field.desc, ""));
    }

    private void methods() {
        Map<String, MethodNode> old = new HashMap<>();
        before.methods.forEach(method -> old.put(method.name + method.desc, method));
        for (MethodNode method : after.methods) {
            MethodNode was = old.remove(method.name + method.desc);
            if (was == null) {
                add(ChangeKind.METHOD_ADDED, method.name, method.desc, "");
            } else {
                matched(was, method);
            }
        }
        for (MethodNode method : before.methods) {
            if (old.containsKey(method.name + method.desc)) {
                add(ChangeKind.METHOD_REMOVED, method.name, method.desc, "");
            }
        }
    }

    private void matched(MethodNode was, MethodNode now) {
        if (((was.access ^ now.access) & MEMBER_FLAGS) != 0) {
            add(ChangeKind.METHOD_MODIFIERS, now.name, now.desc, "");
        }
        MethodKey key = new MethodKey(now.name, now.desc);
        if (!Objects.equals(hashesBefore.get(key), hashesAfter.get(key))) {
            boolean initializer = now.name.equals("<clinit>");
            add(initializer ? ChangeKind.INITIALIZER : ChangeKind.BODY, now.name, now.desc, "");
        }
    }

    private void add(ChangeKind kind, String name, String descriptor, String detail) {
        changes.add(new Change(kind, after.name, name, descriptor, detail));
    }
}
