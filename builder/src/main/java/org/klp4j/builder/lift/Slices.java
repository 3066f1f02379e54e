package org.klp4j.builder.lift;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Cuts instructions out of a method. */
final class Slices {
    private Slices() {}

    /** A copy that has only these instructions, with variables numbered from 0 and a {@code return} at the end. */
    static MethodNode keep(MethodNode code, Set<AbstractInsnNode> kept) {
        MethodNode copy = new MethodNode(Opcodes.ASM9, code.access, code.name, code.desc, null, null);
        Map<LabelNode, LabelNode> labels = new HashMap<>();
        for (AbstractInsnNode at : code.instructions) {
            if (at instanceof LabelNode label) {
                labels.put(label, new LabelNode());
            }
        }
        Map<Integer, Integer> slots = new HashMap<>();
        for (AbstractInsnNode at : code.instructions) {
            boolean wanted = at.getOpcode() < 0 ? !(at instanceof FrameNode) : kept.contains(at);
            if (wanted && at.getOpcode() != Opcodes.RETURN) {
                copy.instructions.add(renumbered(at.clone(labels), slots));
            }
        }
        copy.instructions.add(new InsnNode(Opcodes.RETURN));
        for (TryCatchBlockNode block : code.tryCatchBlocks) {
            if (covers(code, block, kept)) {
                copy.tryCatchBlocks.add(new TryCatchBlockNode(
                        labels.get(block.start), labels.get(block.end), labels.get(block.handler), block.type));
            }
        }
        copy.maxLocals = slots.size() * 2;
        copy.maxStack = code.maxStack + 1;
        return copy;
    }

    private static AbstractInsnNode renumbered(AbstractInsnNode insn, Map<Integer, Integer> slots) {
        if (insn instanceof VarInsnNode var) {
            var.var = slots.computeIfAbsent(var.var, old -> slots.size() * 2);
        } else if (insn instanceof IincInsnNode iinc) {
            iinc.var = slots.computeIfAbsent(iinc.var, old -> slots.size() * 2);
        }
        return insn;
    }

    private static boolean covers(MethodNode code, TryCatchBlockNode block, Set<AbstractInsnNode> kept) {
        int end = code.instructions.indexOf(block.end);
        for (int i = code.instructions.indexOf(block.start); i < end; i++) {
            if (kept.contains(code.instructions.get(i))) {
                return true;
            }
        }
        return false;
    }
}
