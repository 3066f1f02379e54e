package org.klp4j.builder.plan;

import java.util.Set;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/** The classes the code of a class refers to. */
final class TypesOfCode {
    private TypesOfCode() {}

    static void of(ClassNode node, Set<String> names) {
        for (MethodNode method : node.methods) {
            for (AbstractInsnNode at : method.instructions) {
                if (at instanceof TypeInsnNode type) {
                    add(Type.getObjectType(type.desc), names);
                } else if (at instanceof FieldInsnNode field) {
                    add(Type.getObjectType(field.owner), names);
                } else if (at instanceof MethodInsnNode call) {
                    add(Type.getObjectType(call.owner), names);
                } else if (at instanceof LdcInsnNode ldc && ldc.cst instanceof Type type) {
                    add(type, names);
                }
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
