package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.List;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Added enum constants. They are made aside and only new code can reach them: {@code values()}, {@code valueOf} and
 * the switch tables of running code do not change. So that no table mistakes one for another constant, their ordinals
 * follow those of the running constants, wherever the fixed source puts them.
 */
final class EnumConstants {
    private EnumConstants() {}

    static boolean is(FieldNode field) {
        return (field.access & Opcodes.ACC_ENUM) != 0;
    }

    static List<String> names(ClassNode node) {
        List<String> names = new ArrayList<>();
        node.fields.stream().filter(EnumConstants::is).forEach(field -> names.add(field.name));
        return names;
    }

    /** The constants the running enum does not have, in their order. */
    static List<String> added(Lifting lifting, ClassNode fixed) {
        ClassNode running = lifting.before().ownClass(fixed.name);
        List<String> names = names(fixed);
        names.removeIf(name -> View.declaredField(running, name, "L" + fixed.name + ";") != null);
        return names;
    }

    /** Gives added constants made by this code their ordinals. */
    static void renumber(Lifting lifting, ClassNode fixed, String holder, MethodNode code) {
        ClassNode running = lifting.before().ownClass(fixed.name);
        if (running == null || (fixed.access & Opcodes.ACC_ENUM) == 0) {
            return;
        }
        int next = names(running).size();
        List<String> added = added(lifting, fixed);
        for (AbstractInsnNode at : code.instructions.toArray()) {
            if (at.getOpcode() == Opcodes.NEW) {
                AbstractInsnNode name = Code.next(Code.next(at));
                AbstractInsnNode ordinal = name == null ? null : Code.next(name);
                if (name instanceof LdcInsnNode ldc && ordinal != null && added.contains(ldc.cst)) {
                    code.instructions.set(ordinal, number(next + added.indexOf(ldc.cst)));
                }
            }
        }
    }

    /** {@code values().length} in code that makes a switch table must count the added constants too. */
    static void widenSwitchTables(Lifting lifting, MethodNode code) {
        for (AbstractInsnNode at : code.instructions.toArray()) {
            if (at instanceof MethodInsnNode call
                    && call.name.equals("values")
                    && at.getOpcode() == Opcodes.INVOKESTATIC) {
                AbstractInsnNode length = Code.next(at);
                ClassNode fixed = lifting.after().ownClass(call.owner);
                boolean counts = length != null && length.getOpcode() == Opcodes.ARRAYLENGTH;
                if (counts && fixed != null && (fixed.access & Opcodes.ACC_ENUM) != 0 && !lifting.isAdded(call.owner)) {
                    code.instructions.insert(length, new InsnNode(Opcodes.IADD));
                    code.instructions.insert(
                            length, number(added(lifting, fixed).size()));
                }
            }
        }
    }

    private static AbstractInsnNode number(int value) {
        if (value <= 5) {
            return new InsnNode(Opcodes.ICONST_0 + value);
        }
        return value <= Byte.MAX_VALUE
                ? new IntInsnNode(Opcodes.BIPUSH, value)
                : new IntInsnNode(Opcodes.SIPUSH, value);
    }
}
