package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * The call of {@code this(…)} or {@code super(…)} in a constructor, and the fields written before it: an inner class
 * stores its outer instance and captured variables there. Those writes can be moved behind the call.
 */
final class InitCall {
    private final MethodNode code;
    private final MethodInsnNode call;
    private final AbstractInsnNode receiver;
    private final List<FieldInsnNode> early;
    private final Receivers receivers;

    private InitCall(
            MethodNode code,
            MethodInsnNode call,
            AbstractInsnNode receiver,
            List<FieldInsnNode> early,
            Receivers receivers) {
        this.code = code;
        this.call = call;
        this.receiver = receiver;
        this.early = early;
        this.receivers = receivers;
    }

    /** Finds it in a constructor. */
    static InitCall of(String owner, MethodNode code) {
        Receivers receivers = new Receivers(owner, code);
        receivers.analyze();
        List<FieldInsnNode> early = new ArrayList<>();
        for (AbstractInsnNode at : code.instructions) {
            if (at instanceof MethodInsnNode call && call.name.equals("<init>") && receivers.isThis(call)) {
                AbstractInsnNode source = receivers.source(call, Type.getArgumentTypes(call.desc).length);
                if (source != null) {
                    return new InitCall(code, call, source, early, receivers);
                }
            } else if (at.getOpcode() == Opcodes.PUTFIELD && receivers.putsIntoThis(at)) {
                early.add((FieldInsnNode) at);
            }
        }
        throw new NotCarried("its constructor does not call another one in the usual way");
    }

    MethodInsnNode call() {
        return call;
    }

    /** Whether nothing is on the stack behind the call. */
    boolean leavesNothing() {
        return receivers.depth(call.getNext()) == 0;
    }

    /** The instruction that pushed {@code this} for the call. */
    AbstractInsnNode receiver() {
        return receiver;
    }

    List<FieldInsnNode> early() {
        return early;
    }

    /** Moves the given early writes behind the call; {@code self} is the slot {@code this} has then. */
    void delay(List<FieldInsnNode> writes, AbstractInsnNode behind, int self) {
        InsnList later = new InsnList();
        for (FieldInsnNode write : writes) {
            AbstractInsnNode load = receivers.source(write, 1);
            if (load == null) {
                throw new NotCarried("field '" + write.name + "' is written before the super constructor runs");
            }
            Type type = Type.getType(write.desc);
            int slot = code.maxLocals;
            code.maxLocals += type.getSize();
            code.instructions.remove(load);
            code.instructions.set(write, new VarInsnNode(type.getOpcode(Opcodes.ISTORE), slot));
            later.add(new VarInsnNode(Opcodes.ALOAD, self));
            later.add(new VarInsnNode(type.getOpcode(Opcodes.ILOAD), slot));
            later.add(new FieldInsnNode(Opcodes.PUTFIELD, write.owner, write.name, write.desc));
        }
        code.instructions.insert(behind, later);
    }
}
