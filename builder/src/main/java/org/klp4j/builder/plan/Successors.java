package org.klp4j.builder.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.diff.ClassChange;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodNode;

/** Finds the method that takes a removed one's place: the only added one of its name that takes more parameters. */
final class Successors {
    private static final int KIND = Opcodes.ACC_STATIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;

    private Successors() {}

    static @Nullable MethodNode of(ClassChange change, MethodNode removed) {
        int excluded = Opcodes.ACC_SYNTHETIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;
        if (removed.name.equals("<init>") || (removed.access & excluded) != 0) {
            return null;
        }
        List<MethodNode> found = change.addedMethods().stream()
                .filter(added -> added.name.equals(removed.name)
                        && ((added.access ^ removed.access) & KIND) == 0
                        && extended(removed.desc, added.desc))
                .toList();
        return found.size() == 1 ? found.get(0) : null;
    }

    private static boolean extended(String descriptor, String longer) {
        return Type.getReturnType(descriptor).equals(Type.getReturnType(longer))
                && longer.startsWith(descriptor.substring(0, descriptor.indexOf(')')));
    }
}
