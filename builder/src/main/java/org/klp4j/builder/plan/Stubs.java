package org.klp4j.builder.plan;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Code that stands in for what the fix removed. */
final class Stubs {
    private Stubs() {}

    /** What a class without an override does: call the inherited method. */
    static MethodNode callSuper(@Nullable String superName, MethodNode removed) {
        MethodNode stub = new MethodNode(Opcodes.ASM9, removed.access, removed.name, removed.desc, null, null);
        int slot = 0;
        stub.instructions.add(new VarInsnNode(Opcodes.ALOAD, slot++));
        for (Type argument : Type.getArgumentTypes(removed.desc)) {
            stub.instructions.add(new VarInsnNode(argument.getOpcode(Opcodes.ILOAD), slot));
            slot += argument.getSize();
        }
        stub.instructions.add(new MethodInsnNode(Opcodes.INVOKESPECIAL, superName, removed.name, removed.desc, false));
        stub.instructions.add(new InsnNode(Type.getReturnType(removed.desc).getOpcode(Opcodes.IRETURN)));
        stub.maxLocals = slot;
        stub.maxStack = slot + 1;
        return stub;
    }

    /** What callers of a removed method get: the method that took its place, with zero for what it adds. */
    static MethodNode callSuccessor(String owner, MethodNode removed, MethodNode successor) {
        MethodNode stub = new MethodNode(Opcodes.ASM9, removed.access, removed.name, removed.desc, null, null);
        boolean isStatic = (removed.access & Opcodes.ACC_STATIC) != 0;
        int slot = 0;
        if (!isStatic) {
            stub.instructions.add(new VarInsnNode(Opcodes.ALOAD, slot++));
        }
        Type[] wanted = Type.getArgumentTypes(successor.desc);
        int given = Type.getArgumentTypes(removed.desc).length;
        for (int i = 0; i < wanted.length; i++) {
            boolean there = i < given;
            stub.instructions.add(
                    there ? new VarInsnNode(wanted[i].getOpcode(Opcodes.ILOAD), slot) : new InsnNode(zero(wanted[i])));
            slot += there ? wanted[i].getSize() : 0;
        }
        int opcode = isStatic ? Opcodes.INVOKESTATIC : Opcodes.INVOKEVIRTUAL;
        stub.instructions.add(new MethodInsnNode(opcode, owner, successor.name, successor.desc, false));
        stub.instructions.add(new InsnNode(Type.getReturnType(removed.desc).getOpcode(Opcodes.IRETURN)));
        stub.maxLocals = slot;
        stub.maxStack = slot + 2 * (wanted.length - given) + 2;
        return stub;
    }

    private static int zero(Type type) {
        return switch (type.getSort()) {
            case Type.LONG -> Opcodes.LCONST_0;
            case Type.FLOAT -> Opcodes.FCONST_0;
            case Type.DOUBLE -> Opcodes.DCONST_0;
            case Type.ARRAY, Type.OBJECT -> Opcodes.ACONST_NULL;
            default -> Opcodes.ICONST_0;
        };
    }

    /** {@code (int,String)} for {@code (ILjava/lang/String;)V}. */
    static String parameters(String descriptor) {
        StringJoiner text = new StringJoiner(",", "(", ")");
        for (Type type : Type.getArgumentTypes(descriptor)) {
            String name = type.getClassName();
            text.add(name.substring(name.lastIndexOf('.') + 1));
        }
        return text.toString();
    }
}
