package org.klp4j.builder.lift;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Makes a constructor call only constructors the running classes have. A call of an added one with {@code this(…)}
 * is replaced by that one's code, and so on until a constructor is reached that runs.
 */
final class ConstructorChain {
    private static final int MAX_DEPTH = 16;

    private final Lifting lifting;
    private final ClassNode host;

    ConstructorChain(Lifting lifting, ClassNode host) {
        this.lifting = lifting;
        this.host = host;
    }

    /** Changes the constructor in place. */
    void adapt(MethodNode constructor) {
        boolean inlined = false;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            InitCall init = InitCall.of(host.name, constructor);
            MethodMember missing = missing(init.call());
            if (missing == null) {
                delayShadows(constructor, init);
                if (inlined) {
                    repair(constructor);
                }
                return;
            }
            inline(constructor, init, missing);
            inlined = true;
        }
        throw new NotCarried("its constructors call each other without end");
    }

    /** The constructor called, if it is one of a running class that does not have it. */
    private @Nullable MethodMember missing(MethodInsnNode call) {
        MethodMember target = lifting.after().method(call.owner, call.name, call.desc);
        if (target == null || !lifting.after().owns(call.owner) || lifting.isAdded(call.owner)) {
            return null;
        }
        return View.declaredMethod(lifting.before().find(call.owner), call.name, call.desc) == null ? target : null;
    }

    private void delayShadows(MethodNode constructor, InitCall init) {
        if (lifting.isAdded(host.name)) {
            return;
        }
        List<FieldInsnNode> shadows = init.early().stream()
                .filter(put -> View.declaredField(lifting.before().find(put.owner), put.name, put.desc) == null)
                .toList();
        if (!shadows.isEmpty()) {
            init.delay(shadows, init.call(), 0);
            repair(constructor);
        }
    }

    private void repair(MethodNode constructor) {
        ClassNode holder = lifting.newest(host.name);
        MethodNode repaired = FrameRepair.repaired(lifting.after(), host.name, holder.superName, constructor);
        constructor.instructions = repaired.instructions;
        constructor.tryCatchBlocks = repaired.tryCatchBlocks;
        constructor.maxLocals = repaired.maxLocals;
        constructor.maxStack = repaired.maxStack;
        constructor.localVariables = null;
    }

    private void inline(MethodNode constructor, InitCall init, MethodMember callee) {
        boolean own = init.call().owner.equals(host.name);
        MethodNode body = Code.copy(callee.method());
        if (!own && !InitCall.of(callee.owner().name, body).call().owner.equals(callee.owner().name)) {
            throw new NotCarried("it calls 'super" + Descriptors.parameters(callee.method().desc)
                    + "', a constructor the fix adds to '" + callee.owner().name.replace('/', '.')
                    + "' and that no running constructor stands behind");
        }
        int base = constructor.maxLocals;
        LabelNode end = new LabelNode();
        InsnList list = new InsnList();
        Type[] arguments = Type.getArgumentTypes(callee.method().desc);
        int slot = base + Code.argumentSlots(callee.method().desc);
        for (int i = arguments.length - 1; i >= 0; i--) {
            slot -= arguments[i].getSize();
            list.add(new VarInsnNode(arguments[i].getOpcode(Opcodes.ISTORE), slot));
        }
        list.add(new InsnNode(Opcodes.POP));
        Map<LabelNode, LabelNode> labels = labels(body);
        for (AbstractInsnNode at : body.instructions) {
            if (at instanceof FrameNode) {
                continue;
            }
            boolean returns = at.getOpcode() == Opcodes.RETURN;
            list.add(returns ? new JumpInsnNode(Opcodes.GOTO, end) : shifted(at.clone(labels), base));
        }
        list.add(end);
        for (TryCatchBlockNode block : body.tryCatchBlocks) {
            constructor.tryCatchBlocks.add(new TryCatchBlockNode(
                    labels.get(block.start), labels.get(block.end), labels.get(block.handler), block.type));
        }
        constructor.maxLocals = base + body.maxLocals;
        constructor.maxStack += body.maxStack + 1;
        Code.dropFrames(constructor);
        constructor.instructions.insert(init.call(), list);
        constructor.instructions.remove(init.call());
    }

    private static Map<LabelNode, LabelNode> labels(MethodNode body) {
        Map<LabelNode, LabelNode> labels = new HashMap<>();
        for (AbstractInsnNode at : body.instructions) {
            if (at instanceof LabelNode label) {
                labels.put(label, new LabelNode());
            }
        }
        return labels;
    }

    /** Slot 0 is {@code this} in both constructors; the others move up. */
    private static AbstractInsnNode shifted(AbstractInsnNode insn, int base) {
        if (insn instanceof VarInsnNode var && var.var > 0) {
            var.var += base - 1;
        } else if (insn instanceof IincInsnNode iinc && iinc.var > 0) {
            iinc.var += base - 1;
        }
        return insn;
    }
}
