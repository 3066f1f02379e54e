package org.klp4j.builder.lift;

import java.util.HashMap;
import java.util.Map;
import org.klp4j.builder.lift.FieldExpression.Value;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Expressions as instructions, cut out of the code they stand in. */
final class Expressions {
    private Expressions() {}

    /** What stands between two instructions, with other code for the parameters. */
    static Value cut(
            MethodNode constructor, AbstractInsnNode start, AbstractInsnNode end, Map<Integer, InsnList> parameters) {
        InsnList out = new InsnList();
        Map<LabelNode, LabelNode> labels = labels(constructor.instructions);
        for (AbstractInsnNode at = start; at != end; at = at.getNext()) {
            if (at == null) {
                return Value.unknown("it computes it in a way that cannot be cut out");
            }
            if (at instanceof FrameNode || at instanceof LineNumberNode) {
                continue;
            }
            if (at instanceof IincInsnNode || (at instanceof VarInsnNode var && var.getOpcode() >= Opcodes.ISTORE)) {
                return Value.unknown("it computes it in several steps");
            }
            if (at instanceof VarInsnNode load && load.var > 0) {
                InsnList known = parameters.get(load.var);
                if (known == null) {
                    return Value.unknown("it comes from a parameter");
                }
                copy(known, out);
                continue;
            }
            out.add(at.clone(labels));
        }
        return Value.known(out);
    }

    /** The parameters of a method as they are, for {@link #cut}. */
    static Map<Integer, InsnList> parameters(MethodNode method) {
        Map<Integer, InsnList> themselves = new HashMap<>();
        for (AbstractInsnNode at : method.instructions) {
            if (at instanceof VarInsnNode load && load.getOpcode() < Opcodes.ISTORE) {
                InsnList list = new InsnList();
                list.add(new VarInsnNode(load.getOpcode(), load.var));
                themselves.put(load.var, list);
            }
        }
        return themselves;
    }

    /** Reads a field of the object in slot 0. */
    static InsnList read(String owner, String name, String descriptor) {
        InsnList list = new InsnList();
        list.add(new VarInsnNode(Opcodes.ALOAD, 0));
        list.add(new FieldInsnNode(Opcodes.GETFIELD, owner, name, descriptor));
        return list;
    }

    /** Appends a copy; the copied list stays as it is. */
    static void copy(InsnList from, InsnList to) {
        Map<LabelNode, LabelNode> labels = labels(from);
        from.forEach(insn -> to.add(insn.clone(labels)));
    }

    private static Map<LabelNode, LabelNode> labels(InsnList code) {
        Map<LabelNode, LabelNode> labels = new HashMap<>();
        code.forEach(insn -> {
            if (insn instanceof LabelNode label) {
                labels.put(label, new LabelNode());
            }
        });
        return labels;
    }
}
