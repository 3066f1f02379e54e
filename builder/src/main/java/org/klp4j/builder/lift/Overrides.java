package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Which classes of the jars override a method. */
final class Overrides {
    private Overrides() {}

    /** The subclasses that declare the method with code or inherit it from elsewhere, most derived first. */
    static List<ClassNode> of(MethodMember member, View view) {
        List<ClassNode> found = new ArrayList<>();
        for (ClassNode node : view.ownSubtypes(member.owner().name)) {
            MethodNode method = View.declaredMethod(node, member.method().name, member.method().desc);
            int excluded = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE | Opcodes.ACC_ABSTRACT;
            if (method != null && (method.access & excluded) == 0) {
                found.add(node);
            }
        }
        found.sort(Comparator.comparingInt(
                        (ClassNode node) -> -view.supertypes(node.name).size())
                .thenComparing(node -> node.name));
        return found;
    }
}
