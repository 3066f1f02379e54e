package org.klp4j.weave;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The stack map of a method's entry: its arguments in their variables, and an empty stack. */
final class InitialFrame {
    private static final Object[] NO_STACK = {};

    private InitialFrame() {}

    static void visit(MethodVisitor target, String className, int access, MethodKey method) {
        Type[] arguments = Type.getArgumentTypes(method.descriptor());
        boolean receiver = (access & Opcodes.ACC_STATIC) == 0;
        Object[] locals = new Object[arguments.length + (receiver ? 1 : 0)];
        int next = 0;
        if (receiver) {
            boolean fresh = method.name().equals("<init>") && !className.equals("java/lang/Object");
            locals[next++] = fresh ? Opcodes.UNINITIALIZED_THIS : className;
        }
        for (Type argument : arguments) {
            locals[next++] = verificationType(argument);
        }
        target.visitFrame(Opcodes.F_NEW, locals.length, locals, 0, NO_STACK);
    }

    /** A long or a double is one entry here, though it takes two variables. */
    private static Object verificationType(Type type) {
        return switch (type.getSort()) {
            case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT, Type.INT -> Opcodes.INTEGER;
            case Type.FLOAT -> Opcodes.FLOAT;
            case Type.LONG -> Opcodes.LONG;
            case Type.DOUBLE -> Opcodes.DOUBLE;
            default -> type.getInternalName();
        };
    }
}
