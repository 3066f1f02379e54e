package org.klp4j.builder.lift;

import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Every class that code or a class file mentions. */
final class TypeMentions {
    private TypeMentions() {}

    static void of(MethodNode method, Consumer<String> mentioned) {
        ClassNode holder = new ClassNode();
        holder.name = "holder";
        method.accept(new ClassRemapper(holder, recorder(mentioned)));
    }

    static void of(ClassNode node, Consumer<String> mentioned) {
        node.accept(new ClassRemapper(new ClassNode(), recorder(mentioned)));
    }

    private static Remapper recorder(Consumer<String> mentioned) {
        return new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String name) {
                mentioned.accept(name);
                return name;
            }
        };
    }
}
