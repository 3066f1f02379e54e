package org.klp4j.builder.world;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;

/**
 * A field a reference resolves to.
 *
 * @param owner the class that declares it
 * @param field the declaration
 */
public record FieldMember(ClassNode owner, FieldNode field) {
    /** Whether it has this access flag. */
    public boolean is(int flag) {
        return (field.access & flag) != 0;
    }

    /** Whether it is static. */
    public boolean isStatic() {
        return is(Opcodes.ACC_STATIC);
    }
}
