package org.klp4j.builder.plan;

import org.klp4j.builder.diff.ClassChange;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Warns of changes that objects made before the patch do not follow. */
final class LiveHeap {
    private LiveHeap() {}

    static void warn(ClassChange change, ClassChange.Pair pair, PlanReport report) {
        String symbol = change.after().name.replace('/', '.');
        if (pair.after().name.equals("<init>")) {
            report.warn("constructor of '" + symbol + "' changed: objects made before the patch keep the state the old "
                    + "one gave them");
        } else if (onlyThrows(pair.after()) && !onlyThrows(pair.before())) {
            report.warn("'" + symbol + "." + pair.after().name + "' now only throws: objects made before the patch "
                    + "fail where they worked; a back-port of the fix may suit a running JVM better");
        } else if (fills(change.before(), pair.before())) {
            report.warn("'" + symbol + "." + pair.after().name + "' changed, which a constructor calls: objects made "
                    + "before the patch keep what the old one put into them");
        }
    }

    private static boolean fills(ClassNode type, MethodNode method) {
        return type.methods.stream()
                .filter(constructor -> constructor.name.equals("<init>"))
                .anyMatch(constructor -> Construction.filling(type, constructor).contains(method));
    }

    private static boolean onlyThrows(MethodNode method) {
        boolean throwsSomething = false;
        for (AbstractInsnNode at : method.instructions) {
            int opcode = at.getOpcode();
            if (at.getType() == AbstractInsnNode.JUMP_INSN || (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN)) {
                return false;
            }
            throwsSomething |= opcode == Opcodes.ATHROW;
        }
        return throwsSomething;
    }
}
