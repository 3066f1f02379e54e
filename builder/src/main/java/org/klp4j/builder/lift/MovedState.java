package org.klp4j.builder.lift;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.FieldMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * State that changes while objects live, and that the fix keeps in another field: what objects made before the patch
 * hold belongs there.
 */
final class MovedState {
    private final ClassNode running;
    private final ClassNode fixed;
    private final FieldNode field;

    /** Of an added field, if its class runs. */
    static @Nullable MovedState of(Lifting lifting, FieldMember member) {
        ClassNode running = lifting.before().ownClass(member.owner().name);
        return running == null || !changes(member.owner(), member.field())
                ? null
                : new MovedState(running, member.owner(), member.field());
    }

    private MovedState(ClassNode running, ClassNode fixed, FieldNode field) {
        this.running = running;
        this.fixed = fixed;
        this.field = field;
    }

    /** The dropped field it takes over from, beyond doubt; null when there is none. */
    @Nullable
    FieldNode predecessor() {
        return predecessor(field);
    }

    /** A dropped field it may take over from; null when there is none, or all have a successor of their own. */
    @Nullable
    FieldNode candidate() {
        List<FieldNode> taken =
                added().stream().map(this::predecessor).filter(Objects::nonNull).toList();
        return dropped().stream()
                .filter(old -> kind(old).equals(kind(field)) && !taken.contains(old))
                .findFirst()
                .orElse(null);
    }

    /** The only dropped field of the type of the only added one, and alike in name where the type tells little. */
    private @Nullable FieldNode predecessor(FieldNode successor) {
        List<FieldNode> old = dropped().stream()
                .filter(other -> other.desc.equals(successor.desc))
                .toList();
        long rivals = added().stream()
                .filter(other -> other.desc.equals(successor.desc))
                .count();
        if (old.size() != 1 || rivals != 1) {
            return null;
        }
        FieldNode only = old.get(0);
        boolean same = Objects.equals(only.signature, successor.signature)
                && (telling(successor) || alike(only.name, successor.name));
        return same ? only : null;
    }

    private List<FieldNode> dropped() {
        return running.fields.stream()
                .filter(old -> isOwn(old)
                        && fixed.fields.stream().noneMatch(field -> field.name.equals(old.name))
                        && changes(running, old))
                .toList();
    }

    private List<FieldNode> added() {
        return fixed.fields.stream()
                .filter(own ->
                        isOwn(own) && View.declaredField(running, own.name, own.desc) == null && changes(fixed, own))
                .toList();
    }

    private static boolean isOwn(FieldNode field) {
        return (field.access & Opcodes.ACC_STATIC) == 0;
    }

    /** Whether few fields have such a type: no number, text, array or container. */
    private static boolean telling(FieldNode field) {
        return field.desc.startsWith("L") && !field.desc.startsWith("Ljava/lang/") && field.signature == null;
    }

    private static boolean alike(String one, String other) {
        return plain(one).contains(plain(other)) || plain(other).contains(plain(one));
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** A flag does not take over from a number, nor either from an object. */
    private static String kind(FieldNode field) {
        boolean reference = field.desc.length() > 1;
        return reference ? "reference" : field.desc.equals("Z") ? "flag" : "number";
    }

    /** Whether the class assigns its field elsewhere than in constructors. */
    private static boolean changes(ClassNode type, FieldNode field) {
        for (MethodNode method : type.methods) {
            for (AbstractInsnNode at : method.instructions) {
                if (at instanceof FieldInsnNode write
                        && write.getOpcode() == Opcodes.PUTFIELD
                        && !method.name.equals("<init>")
                        && write.owner.equals(type.name)
                        && write.name.equals(field.name)) {
                    return true;
                }
            }
        }
        return false;
    }
}
