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
