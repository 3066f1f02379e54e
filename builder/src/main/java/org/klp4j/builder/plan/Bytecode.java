package org.klp4j.builder.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceMethodVisitor;

/** The code of a method as lines for a person: instructions, without what only debuggers and verifiers use. */
final class Bytecode {
    private Bytecode() {}

    static List<String> of(MethodNode method) {
        MethodNode copy = new MethodNode(Opcodes.ASM9, method.access, method.name, method.desc, null, null);
        method.accept((MethodVisitor) copy);
        copy.localVariables = null;
        copy.visibleLocalVariableAnnotations = null;
        copy.invisibleLocalVariableAnnotations = null;
        Set<LabelNode> used = used(copy);
        for (AbstractInsnNode at : copy.instructions.toArray()) {
            boolean noise = at instanceof LineNumberNode || at instanceof FrameNode;
            if (noise || (at instanceof LabelNode label && !used.contains(label))) {
                copy.instructions.remove(at);
            }
        }
        Textifier text = new Textifier();
        copy.accept(new TraceMethodVisitor(text));
        List<String> lines = new ArrayList<>();
        for (Object part : text.getText()) {
            part.toString().lines().map(String::stripTrailing).forEach(lines::add);
        }
        lines.removeIf(line -> line.isBlank() || line.contains("MAXSTACK =") || line.contains("MAXLOCALS ="));
        return lines;
    }

    private static Set<LabelNode> used(MethodNode method) {
        Set<LabelNode> used = Collections.newSetFromMap(new IdentityHashMap<>());
        for (AbstractInsnNode at : method.instructions) {
            if (at instanceof JumpInsnNode jump) {
                used.add(jump.label);
            } else if (at instanceof TableSwitchInsnNode table) {
                used.addAll(table.labels);
                used.add(table.dflt);
            } else if (at instanceof LookupSwitchInsnNode lookup) {
                used.addAll(lookup.labels);
                used.add(lookup.dflt);
            }
        }
        method.tryCatchBlocks.forEach(block -> used.addAll(List.of(block.start, block.end, block.handler)));
        return used;
    }
}
