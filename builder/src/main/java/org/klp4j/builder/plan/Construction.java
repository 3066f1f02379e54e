package org.klp4j.builder.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** The methods of a class by which its constructors fill the objects they make. */
final class Construction {
    private Construction() {}

    /** Those that a constructor calls, and that these call, and that put something into the object. */
    static Set<MethodNode> filling(ClassNode type, MethodNode constructor) {
        Set<MethodNode> called = new LinkedHashSet<>();
        Deque<MethodNode> open = new ArrayDeque<>();
        open.add(constructor);
        while (!open.isEmpty()) {
            for (AbstractInsnNode at : open.remove().instructions) {
                MethodNode method = at instanceof MethodInsnNode call
                                && at.getOpcode() != Opcodes.INVOKESTATIC
                                && call.owner.equals(type.name)
                                && !call.name.equals("<init>")
                        ? View.declaredMethod(type, call.name, call.desc)
                        : null;
                if (method != null && called.add(method)) {
                    open.add(method);
                }
            }
        }
        called.removeIf(method -> !fills(type, method));
        return called;
    }

    /** Whether it assigns fields, or calls something on one of them for what that does. */
    private static boolean fills(ClassNode type, MethodNode method) {
        boolean reads = false;
        for (AbstractInsnNode at : method.instructions) {
            if (at instanceof FieldInsnNode field && field.owner.equals(type.name)) {
                if (at.getOpcode() == Opcodes.PUTFIELD) {
                    return true;
                }
                reads |= at.getOpcode() == Opcodes.GETFIELD && field.desc.length() > 1;
            } else if (reads && at instanceof MethodInsnNode call && forEffect(call)) {
                return true;
            }
        }
        return false;
    }

    private static boolean forEffect(MethodInsnNode call) {
        AbstractInsnNode next = call.getNext();
        boolean dropped = next != null && (next.getOpcode() == Opcodes.POP || next.getOpcode() == Opcodes.POP2);
        boolean onObject = call.getOpcode() == Opcodes.INVOKEVIRTUAL || call.getOpcode() == Opcodes.INVOKEINTERFACE;
        return onObject && (dropped || call.desc.endsWith(")V"));
    }
}
