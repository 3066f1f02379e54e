package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** Where the code of each argument of a call begins. */
final class ArgumentStarts {
    private final Receivers receivers;

    ArgumentStarts(Receivers receivers) {
        this.receivers = receivers;
    }

    /** One place per argument, and the call itself at the end; fewer when they cannot be told apart. */
    List<AbstractInsnNode> of(MethodInsnNode call) {
        List<AbstractInsnNode> starts = new ArrayList<>();
        int count = Type.getArgumentTypes(call.desc).length;
        AbstractInsnNode receiver = receivers.source(call, count);
        if (receiver == null) {
            return starts;
        }
        int base = receivers.depth(receiver) + 1;
        AbstractInsnNode start = Code.next(receiver);
        for (int i = 0; i < count && start != null; i++) {
            starts.add(start);
            AbstractInsnNode produced = lastProducer(call, count - 1 - i, start);
            AbstractInsnNode at = Code.next(produced);
            while (at != null && at != call && !(receivers.depth(at) == base + i + 1 && takesNothing(at))) {
                at = Code.next(at);
            }
            start = at;
        }
        if (start == call && starts.size() == count) {
            starts.add(start);
        }
        return starts;
    }

    private AbstractInsnNode lastProducer(MethodInsnNode call, int depth, AbstractInsnNode start) {
        AbstractInsnNode last = start;
        for (AbstractInsnNode at = start; at != null && at != call; at = at.getNext()) {
            if (receivers.sources(call, depth).contains(at)) {
                last = at;
            }
        }
        return last;
    }

    /** An instruction that only pushes begins a new expression. */
    private static boolean takesNothing(AbstractInsnNode at) {
        int opcode = at.getOpcode();
        if (at instanceof MethodInsnNode call) {
            return opcode == Opcodes.INVOKESTATIC && call.desc.startsWith("()");
        }
        if (at instanceof InvokeDynamicInsnNode indy) {
            return indy.desc.startsWith("()");
        }
        return (opcode >= Opcodes.ACONST_NULL && opcode <= Opcodes.ALOAD)
                || opcode == Opcodes.NEW
                || opcode == Opcodes.GETSTATIC;
    }
}
