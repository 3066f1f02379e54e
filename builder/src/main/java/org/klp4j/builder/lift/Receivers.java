package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/** Which instruction pushed the receiver of a constructor call, in the method as it was when analyzed. */
final class Receivers {
    private final String owner;
    private final MethodNode code;
    private final Map<AbstractInsnNode, Frame<SourceValue>> frames = new IdentityHashMap<>();
    private boolean analyzed;

    Receivers(String owner, MethodNode code) {
        this.owner = owner;
        this.code = code;
    }

    /** The state now of any method. */
    static Receivers of(String owner, MethodNode code) {
        Receivers receivers = new Receivers(owner, code);
        receivers.run();
        return receivers;
    }

    /** Remembers the state now, if the method calls constructors at all. */
    void analyze() {
        for (AbstractInsnNode at : code.instructions) {
            if (at instanceof MethodInsnNode call && call.name.equals("<init>")) {
                run();
                return;
            }
        }
    }

    private void run() {
        if (analyzed) {
            return;
        }
        analyzed = true;
        try {
            Frame<SourceValue>[] all = new Analyzer<>(new StackSources()).analyzeAndComputeMaxs(owner, code);
            AbstractInsnNode[] instructions = code.instructions.toArray();
            for (int i = 0; i < instructions.length; i++) {
                if (all[i] != null) {
                    frames.put(instructions[i], all[i]);
                }
            }
        } catch (AnalyzerException e) {
            throw new NotCarried("its code cannot be analyzed: " + e.getMessage());
        }
    }

    /** Whether this is the call of {@code this(…)} or {@code super(…)} of a constructor. */
    boolean isThis(MethodInsnNode call) {
        if (!code.name.equals("<init>")) {
            return false;
        }
        AbstractInsnNode source = source(call, receiverDepth(call));
        return source instanceof VarInsnNode load && load.getOpcode() == Opcodes.ALOAD && load.var == 0;
    }

    /** What pushed the receiver of {@code putfield}. */
    boolean putsIntoThis(AbstractInsnNode put) {
        AbstractInsnNode source = source(put, 1);
        return source instanceof VarInsnNode load && load.getOpcode() == Opcodes.ALOAD && load.var == 0;
    }

    /** Where the value of {@code putfield} is ready above a receiver: in {@code a = b = value}, before it is doubled. */
    AbstractInsnNode ready(AbstractInsnNode put) {
        AbstractInsnNode at = put;
        AbstractInsnNode value = source(at, 0);
        while (value != null && doubles(value)) {
            at = value;
            value = source(at, 0);
        }
        return at;
    }

    /** {@link #putsIntoThis} where the value may go on to another field. */
    boolean assignsToThis(AbstractInsnNode put) {
        AbstractInsnNode receiver = source(put, 1);
        while (receiver != null && doubles(receiver)) {
            receiver = source(receiver, 1);
        }
        return receiver instanceof VarInsnNode load && load.getOpcode() == Opcodes.ALOAD && load.var == 0;
    }

    private static boolean doubles(AbstractInsnNode at) {
        return at.getOpcode() == Opcodes.DUP_X1 || at.getOpcode() == Opcodes.DUP2_X1;
    }

    private static int receiverDepth(MethodInsnNode call) {
        return Type.getArgumentTypes(call.desc).length;
    }

    /** The one instruction that pushed a value, counted from the top of the stack; null when there are several. */
    @Nullable
    AbstractInsnNode source(AbstractInsnNode at, int depth) {
        Frame<SourceValue> frame = frames.get(at);
        if (frame == null || frame.getStackSize() <= depth) {
            return null;
        }
        SourceValue value = frame.getStack(frame.getStackSize() - 1 - depth);
        return value.insns.size() == 1 ? value.insns.iterator().next() : null;
    }

    /** Every instruction that may have pushed a value, counted from the top of the stack. */
    Set<AbstractInsnNode> sources(AbstractInsnNode at, int depth) {
        Frame<SourceValue> frame = frames.get(at);
        if (frame == null || frame.getStackSize() <= depth) {
            return Set.of();
        }
        return frame.getStack(frame.getStackSize() - 1 - depth).insns;
    }

    /** The stack depth before an instruction; -1 when it is never reached. */
    int depth(AbstractInsnNode at) {
        Frame<SourceValue> frame = frames.get(at);
        return frame == null ? -1 : frame.getStackSize();
    }

    /** Turns {@code new X; dup; …; invokespecial X.<init>} into {@code …; invokestatic}. */
    void replaceNew(MethodInsnNode call, MethodInsnNode factory) {
        if (!frames.containsKey(call)) {
            code.instructions.set(call, factory);
            return;
        }
        AbstractInsnNode top = source(call, receiverDepth(call));
        AbstractInsnNode allocation = top;
        boolean used = top != null && top.getOpcode() == Opcodes.DUP;
        if (top != null && used) {
            allocation = source(top, 0);
        }
        if (top == null || allocation == null || allocation.getOpcode() != Opcodes.NEW) {
            throw new NotCarried(
                    "it calls constructor '" + call.owner + call.desc + "' in a way that cannot be lifted");
        }
        dropFromFrames(allocation);
        if (used) {
            code.instructions.remove(top);
        }
        code.instructions.remove(allocation);
        code.instructions.set(call, factory);
        if (!used) {
            code.instructions.insert(factory, new InsnNode(Opcodes.POP));
        }
    }

    private void dropFromFrames(AbstractInsnNode allocation) {
        List<LabelNode> labels = new ArrayList<>();
        for (AbstractInsnNode at = allocation.getPrevious(); at != null && at.getOpcode() < 0; at = at.getPrevious()) {
            if (at instanceof LabelNode label) {
                labels.add(label);
            }
        }
        for (AbstractInsnNode at : code.instructions) {
            if (at instanceof FrameNode frame && frame.stack != null) {
                List<Object> stack = new ArrayList<>(frame.stack);
                stack.removeIf(item -> item instanceof LabelNode label && labels.contains(label));
                frame.stack = stack;
            }
        }
    }

    /** Nobody asks for variables; in a method of thousands of branches, what may have been stored in each is too much. */
    private static final class StackSources extends SourceInterpreter {
        StackSources() {
            super(Opcodes.ASM9);
        }

        @Override
        public SourceValue copyOperation(AbstractInsnNode instruction, SourceValue value) {
            int opcode = instruction.getOpcode();
            return opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE
                    ? new SourceValue(value.getSize())
                    : super.copyOperation(instruction, value);
        }

        @Override
        public SourceValue unaryOperation(AbstractInsnNode instruction, SourceValue value) {
            return instruction.getOpcode() == Opcodes.IINC
                    ? new SourceValue(value.getSize())
                    : super.unaryOperation(instruction, value);
        }
    }
}
