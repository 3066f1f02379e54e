package org.klp4j.builder.lift;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Takes the monitor that {@code synchronized} on a method would have taken, where the method that holds its code
 * cannot have that modifier: it is lifted, or the running method has none.
 */
final class Synchronization {
    private Synchronization() {}

    /** Whether the fix made a method synchronized that is not so in the running class. */
    static boolean gained(MethodNode old, MethodNode fixed) {
        return (fixed.access & ~old.access & Opcodes.ACC_SYNCHRONIZED) != 0;
    }

    /**
     * Replaces the code of a method by: take the monitor, call, release it.
     *
     * @param frame the stack map of the method's entry, with its parameters
     * @param monitor the class to lock; null to lock slot 0
     * @param body takes the slots of the method's parameters as they are
     */
    static void wrap(
            MethodNode method, FrameNode frame, @org.jspecify.annotations.Nullable Type monitor, MethodInsnNode body) {
        LabelNode start = new LabelNode();
        LabelNode end = new LabelNode();
        LabelNode handler = new LabelNode();
        method.instructions.clear();
        method.tryCatchBlocks.clear();
        method.instructions.add(lock(monitor));
        method.instructions.add(new InsnNode(Opcodes.MONITORENTER));
        method.instructions.add(start);
        method.instructions.add(Code.loadArguments(body.desc));
        method.instructions.add(body);
        method.instructions.add(lock(monitor));
        method.instructions.add(new InsnNode(Opcodes.MONITOREXIT));
        method.instructions.add(end);
        method.instructions.add(Code.returnOf(body.desc));
        method.instructions.add(handler);
        Object[] locals = frame.local.toArray();
        method.instructions.add(
                new FrameNode(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {"java/lang/Throwable"}));
        method.instructions.add(lock(monitor));
        method.instructions.add(new InsnNode(Opcodes.MONITOREXIT));
        method.instructions.add(new InsnNode(Opcodes.ATHROW));
        method.tryCatchBlocks.add(new TryCatchBlockNode(start, end, handler, null));
        method.maxLocals = Code.argumentSlots(body.desc);
        method.maxStack = method.maxLocals + 3;
    }

    private static AbstractInsnNode lock(@org.jspecify.annotations.Nullable Type monitor) {
        return monitor == null ? new VarInsnNode(Opcodes.ALOAD, 0) : new LdcInsnNode(monitor);
    }
}
