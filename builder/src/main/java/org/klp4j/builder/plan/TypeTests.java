package org.klp4j.builder.plan;

import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * The types that code asks objects for when it runs: casts, {@code instanceof}, handlers of exceptions, and parameters of
 * lambdas, to which the class the JVM makes of one casts.
 */
final class TypeTests {
    private TypeTests() {}

    static Set<String> of(MethodNode code) {
        Set<String> names = new TreeSet<>();
        for (AbstractInsnNode at : code.instructions) {
            if (at instanceof TypeInsnNode type
                    && (at.getOpcode() == Opcodes.CHECKCAST || at.getOpcode() == Opcodes.INSTANCEOF)) {
                add(Type.getObjectType(type.desc), names);
            } else if (at instanceof InvokeDynamicInsnNode indy) {
                for (Object argument : indy.bsmArgs) {
                    parameters(argument, names);
                }
            }
        }
        for (TryCatchBlockNode block : code.tryCatchBlocks) {
            if (block.type != null) {
                names.add(block.type);
            }
        }
        return names;
    }

    private static void parameters(Object argument, Set<String> names) {
        if (argument instanceof Type type && type.getSort() == Type.METHOD) {
            for (Type parameter : type.getArgumentTypes()) {
                add(parameter, names);
            }
        }
    }

    private static void add(Type type, Set<String> names) {
        Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
        if (element.getSort() == Type.OBJECT) {
            names.add(element.getInternalName());
        }
    }
}
