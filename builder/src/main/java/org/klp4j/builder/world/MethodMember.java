package org.klp4j.builder.world;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * A method a reference resolves to.
 *
 * @param owner the class that declares it
 * @param method the declaration
 */
public record MethodMember(ClassNode owner, MethodNode method) {
    /** Whether it has this access flag. */
    public boolean is(int flag) {
        return (method.access & flag) != 0;
    }

    /** Whether it is static. */
    public boolean isStatic() {
        return is(Opcodes.ACC_STATIC);
    }

    /** Whether it is a constructor. */
    public boolean isConstructor() {
        return method.name.equals("<init>");
    }

    /** Whether it has code. */
    public boolean hasCode() {
        return !is(Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE);
    }
}
