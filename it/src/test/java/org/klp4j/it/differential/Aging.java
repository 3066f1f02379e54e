package org.klp4j.it.differential;

import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Makes class files look as compilers made them long ago: an old version, no stack maps, and subroutines in the methods
 * whose names ask for them.
 */
final class Aging {
    /** A static method of this name, from int to int, that adds a small constant. */
    static final String SUBROUTINE = "jsr";

    private Aging() {}

    static Map<String, byte[]> aged(Map<String, byte[]> classes, int version) {
        if (version == 0) {
            return classes;
        }
        Map<String, byte[]> aged = new TreeMap<>();
        classes.forEach((path, bytes) -> aged.put(path, aged(bytes, version)));
        return aged;
    }

    private static byte[] aged(byte[] bytes, int version) {
        ClassNode node = new ClassNode();
        new ClassReader(bytes).accept(node, ClassReader.SKIP_FRAMES);
        node.version = version == Opcodes.V1_1 % 0x10000 ? Opcodes.V1_1 : version;
        for (MethodNode method : node.methods) {
            if (method.name.startsWith(SUBROUTINE)) {
                subroutine(method);
            }
        }
        ClassWriter writer = new ClassWriter(0);
        node.accept(writer);
        return writer.toByteArray();
    }

    private static void subroutine(MethodNode method) {
        int added = 0;
        for (AbstractInsnNode at : method.instructions) {
            if (at instanceof IntInsnNode push) {
                added = push.operand;
            }
        }
        LabelNode start = new LabelNode();
        InsnList code = new InsnList();
        code.add(new VarInsnNode(Opcodes.ILOAD, 0));
        code.add(new VarInsnNode(Opcodes.ISTORE, 1));
        code.add(new JumpInsnNode(Opcodes.JSR, start));
        code.add(new VarInsnNode(Opcodes.ILOAD, 1));
        code.add(new InsnNode(Opcodes.IRETURN));
        code.add(start);
        code.add(new VarInsnNode(Opcodes.ASTORE, 2));
        code.add(new IincInsnNode(1, added));
        code.add(new VarInsnNode(Opcodes.RET, 2));
        method.instructions = code;
        method.localVariables = null;
        method.tryCatchBlocks.clear();
        method.maxLocals = 3;
        method.maxStack = 1;
    }
}
