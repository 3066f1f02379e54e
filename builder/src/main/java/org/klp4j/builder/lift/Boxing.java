package org.klp4j.builder.lift;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/** Turns the value on the stack into an object and back. */
final class Boxing {
    private Boxing() {}

    static void box(InsnList code, Type type) {
        if (type.getSort() < Type.ARRAY) {
            String box = boxOf(type);
            code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, box, "valueOf", "(" + type + ")L" + box + ";", false));
        }
    }

    static void unbox(InsnList code, Type type) {
        if (type.getSort() < Type.ARRAY) {
            String box = boxOf(type);
            code.add(new TypeInsnNode(Opcodes.CHECKCAST, box));
            code.add(new MethodInsnNode(Opcodes.INVOKEVIRTUAL, box, type.getClassName() + "Value", "()" + type, false));
        } else if (!type.getInternalName().equals("java/lang/Object")) {
            code.add(new TypeInsnNode(Opcodes.CHECKCAST, type.getInternalName()));
        }
    }

    private static String boxOf(Type type) {
        return switch (type.getSort()) {
            case Type.BOOLEAN -> "java/lang/Boolean";
            case Type.BYTE -> "java/lang/Byte";
            case Type.CHAR -> "java/lang/Character";
            case Type.SHORT -> "java/lang/Short";
            case Type.INT -> "java/lang/Integer";
            case Type.LONG -> "java/lang/Long";
            case Type.FLOAT -> "java/lang/Float";
            default -> "java/lang/Double";
        };
    }
}
