package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.View;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.JSRInlinerAdapter;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Computes the stack maps of a method anew, with what is known of the class hierarchy. */
final class FrameRepair {
    private FrameRepair() {}

    /** The method with new stack maps. */
    static MethodNode repaired(View view, String owner, String superName, MethodNode method) {
        ClassNode holder = new ClassNode();
        holder.version = Opcodes.V1_8;
        holder.access = Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER;
        holder.name = owner;
        holder.superName = superName;
        MethodNode plain = new MethodNode(Opcodes.ASM9, method.access, method.name, method.desc, null, null);
        Code.dropFrames(method);
        String[] exceptions = method.exceptions.toArray(String[]::new);
        method.accept(new JSRInlinerAdapter(plain, method.access, method.name, method.desc, null, exceptions));
        holder.methods.add(plain);
        ClassWriter writer = new HierarchyWriter(view);
        holder.accept(writer);
        ClassNode read = new ClassNode();
        new ClassReader(writer.toByteArray()).accept(read, ClassReader.EXPAND_FRAMES);
        MethodNode repaired = read.methods.get(0);
        repaired.exceptions = method.exceptions;
        return repaired;
    }

    private static final class HierarchyWriter extends ClassWriter {
        private final View view;

        HierarchyWriter(View view) {
            super(ClassWriter.COMPUTE_FRAMES);
            this.view = view;
        }

        @Override
        protected String getCommonSuperClass(String first, String second) {
            List<String> chain = chain(first);
            for (String candidate : chain(second)) {
                if (chain.contains(candidate)) {
                    return candidate;
                }
            }
            return "java/lang/Object";
        }

        /** The class and its superclasses; for an interface only Object, as the verifier sees it. */
        private List<String> chain(String name) {
            List<String> chain = new ArrayList<>();
            @Nullable ClassNode node = view.find(name);
            if (node != null && Lifting.isInterface(node)) {
                return List.of("java/lang/Object");
            }
            chain.add(name);
            while (node != null && node.superName != null) {
                chain.add(node.superName);
                node = view.find(node.superName);
            }
            return chain;
        }
    }
}
