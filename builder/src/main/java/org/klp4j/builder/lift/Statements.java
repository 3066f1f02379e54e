package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/** Cuts code into statements: runs of instructions between two points where the stack is empty and no jump crosses. */
final class Statements {
    private Statements() {}

    static List<List<AbstractInsnNode>> of(String owner, MethodNode code) {
        AbstractInsnNode[] all = code.instructions.toArray();
        boolean[] border = borders(owner, code, all);
        for (int i = 0; i < all.length; i++) {
            joinJumps(code, all, i, border);
        }
        for (TryCatchBlockNode block : code.tryCatchBlocks) {
            int start = code.instructions.indexOf(block.start);
            int end = Math.max(code.instructions.indexOf(block.handler), code.instructions.indexOf(block.end));
            join(border, start, end + 1);
        }
        List<List<AbstractInsnNode>> statements = new ArrayList<>();
        List<AbstractInsnNode> current = new ArrayList<>();
        for (int i = 0; i < all.length; i++) {
            if (border[i] && !current.isEmpty()) {
                statements.add(current);
                current = new ArrayList<>();
            }
            if (all[i].getOpcode() >= 0) {
                current.add(all[i]);
            }
        }
        if (!current.isEmpty()) {
            statements.add(current);
        }
        return statements;
    }

    private static boolean[] borders(String owner, MethodNode code, AbstractInsnNode[] all) {
        boolean[] border = new boolean[all.length];
        try {
            Frame<BasicValue>[] frames = new Analyzer<>(new BasicInterpreter()).analyzeAndComputeMaxs(owner, code);
            for (int i = 0; i < all.length; i++) {
                border[i] = frames[i] != null && frames[i].getStackSize() == 0;
            }
        } catch (AnalyzerException e) {
            throw new NotCarried("its static initializer cannot be analyzed: " + e.getMessage());
        }
        return border;
    }

    private static void joinJumps(MethodNode code, AbstractInsnNode[] all, int at, boolean[] border) {
        if (all[at] instanceof JumpInsnNode jump) {
            joinTo(code, at, jump.label, border);
        } else if (all[at] instanceof TableSwitchInsnNode table) {
            table.labels.forEach(label -> joinTo(code, at, label, border));
            joinTo(code, at, table.dflt, border);
        } else if (all[at] instanceof LookupSwitchInsnNode lookup) {
            lookup.labels.forEach(label -> joinTo(code, at, label, border));
            joinTo(code, at, lookup.dflt, border);
        }
    }

    private static void joinTo(MethodNode code, int from, LabelNode label, boolean[] border) {
        int to = code.instructions.indexOf(label);
        if (to > from) {
            join(border, from, to);
        } else {
            join(border, to, from + 1);
        }
    }

    /** No border inside; one at {@code start} and one at {@code end} may stay. */
    private static void join(boolean[] border, int start, int end) {
        for (int i = start + 1; i < Math.min(end, border.length); i++) {
            border[i] = false;
        }
    }
}
