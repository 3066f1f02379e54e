package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Small pieces of code. */
final class Code {
    private Code() {}

    /** A method that can be changed without changing the original. */
    static MethodNode copy(MethodNode method) {
        return copy(method, method.access, method.name, method.desc);
    }

    /** The same under another name. */
    static MethodNode copy(MethodNode method, int access, String name, String descriptor) {
        String[] exceptions = method.exceptions == null ? null : method.exceptions.toArray(String[]::new);
        MethodNode copy = new MethodNode(Opcodes.ASM9, access, name, descriptor, null, exceptions);
        method.accept(copy);
        copy.signature = null;
        copy.visibleAnnotations = null;
        copy.invisibleAnnotations = null;
        copy.visibleParameterAnnotations = null;
        copy.invisibleParameterAnnotations = null;
        copy.visibleTypeAnnotations = null;
        copy.invisibleTypeAnnotations = null;
        copy.annotationDefault = null;
        copy.parameters = null;
        copy.visibleLocalVariableAnnotations = null;
        copy.invisibleLocalVariableAnnotations = null;
        copy.localVariables = null;
        copy.attrs = null;
        return copy;
    }

    /** An empty static method of the sort companions hold. */
    static MethodNode staticMethod(String name, String descriptor) {
        return new MethodNode(Opcodes.ASM9, CodeClass.METHOD, name, descriptor, null, null);
    }

    /** Loads the parameters of a static method with this descriptor from slot 0 on. */
    static InsnList loadArguments(String descriptor) {
        InsnList list = new InsnList();
        int slot = 0;
        for (Type argument : Type.getArgumentTypes(descriptor)) {
            list.add(new VarInsnNode(argument.getOpcode(Opcodes.ILOAD), slot));
            slot += argument.getSize();
        }
        return list;
    }

    /** The slots the parameters of a static method with this descriptor take. */
    static int argumentSlots(String descriptor) {
        return (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1;
    }

    static InsnNode returnOf(String descriptor) {
        return new InsnNode(Type.getReturnType(descriptor).getOpcode(Opcodes.IRETURN));
    }

    /** A static method that runs one instruction on its parameters. */
    static MethodNode around(String name, String descriptor, AbstractInsnNode instruction) {
        MethodNode method = staticMethod(name, descriptor);
        method.instructions.add(loadArguments(descriptor));
        method.instructions.add(instruction);
        method.instructions.add(returnOf(descriptor));
        method.maxLocals = argumentSlots(descriptor);
        method.maxStack = method.maxLocals + 2;
        return method;
    }

    /** The stack map at a place where only the parameters of a static method are known. */
    static FrameNode parametersFrame(String descriptor) {
        List<Object> locals = new ArrayList<>();
        for (Type type : Type.getArgumentTypes(descriptor)) {
            locals.add(frameType(type));
        }
        return new FrameNode(Opcodes.F_NEW, locals.size(), locals.toArray(), 0, new Object[0]);
    }

    static Object frameType(Type type) {
        return switch (type.getSort()) {
            case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT, Type.INT -> Opcodes.INTEGER;
            case Type.FLOAT -> Opcodes.FLOAT;
            case Type.LONG -> Opcodes.LONG;
            case Type.DOUBLE -> Opcodes.DOUBLE;
            default -> type.getInternalName();
        };
    }

    /** The next node that is an instruction; null at the end. */
    static AbstractInsnNode next(AbstractInsnNode from) {
        AbstractInsnNode at = from.getNext();
        while (at != null && at.getOpcode() < 0) {
            at = at.getNext();
        }
        return at;
    }

    /** The instruction before, labels and the like left out. */
    static @Nullable AbstractInsnNode previous(AbstractInsnNode from) {
        AbstractInsnNode at = from.getPrevious();
        while (at != null && at.getOpcode() < 0) {
            at = at.getPrevious();
        }
        return at;
    }

    static boolean hasFrames(MethodNode method) {
        for (AbstractInsnNode at : method.instructions) {
            if (at instanceof FrameNode) {
                return true;
            }
        }
        return false;
    }

    /** Removes the stack maps, to be computed anew. */
    static void dropFrames(MethodNode method) {
        for (AbstractInsnNode at : method.instructions.toArray()) {
            if (at instanceof FrameNode) {
                method.instructions.remove(at);
            }
        }
    }

    static LabelNode labelBefore(MethodNode method, AbstractInsnNode instruction) {
        LabelNode label = new LabelNode();
        method.instructions.insertBefore(instruction, label);
        return label;
    }
}
