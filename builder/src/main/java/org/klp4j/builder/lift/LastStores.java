package org.klp4j.builder.lift;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * Which of some stores to one field may be the last when a method returns. Whoever leaves it by an exception leaves no
 * object to speak of.
 *
 * @param stores those, in the order of the code
 * @param none whether it may return without any of them
 */
record LastStores(List<AbstractInsnNode> stores, boolean none) {

    /**
     * By way of every branch, loop and handler.
     *
     * @param maybe those of them that may store nothing
     */
    static LastStores of(MethodNode code, List<AbstractInsnNode> stores, List<AbstractInsnNode> maybe) {
        if (stores.isEmpty()) {
            return new LastStores(stores, true);
        }
        BitSet[] before = new Flow(code, stores, maybe).states();
        BitSet last = new BitSet();
        for (int i = 0; i < before.length; i++) {
            int opcode = code.instructions.get(i).getOpcode();
            if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
                last.or(before[i]);
            }
        }
        List<AbstractInsnNode> found = new ArrayList<>();
        for (int i = 0; i < stores.size(); i++) {
            if (last.get(i)) {
                found.add(stores.get(i));
            }
        }
        return new LastStores(found, last.get(stores.size()));
    }

    /** What may have been stored last before each instruction: a bit for each store, one more for none. */
    private static final class Flow {
        private final MethodNode code;
        private final InsnList instructions;
        private final List<AbstractInsnNode> stores;
        private final List<AbstractInsnNode> maybe;
        private final BitSet[] before;
        private final Deque<Integer> changed = new ArrayDeque<>();

        Flow(MethodNode code, List<AbstractInsnNode> stores, List<AbstractInsnNode> maybe) {
            this.code = code;
            this.instructions = code.instructions;
            this.stores = stores;
            this.maybe = maybe;
            this.before = new BitSet[instructions.size()];
            for (int i = 0; i < before.length; i++) {
                before[i] = new BitSet();
            }
        }

        BitSet[] states() {
            BitSet none = new BitSet();
            none.set(stores.size());
            reach(0, none);
            while (!changed.isEmpty()) {
                int at = changed.remove();
                step(at, instructions.get(at));
            }
            return before;
        }

        private void step(int at, AbstractInsnNode instruction) {
            for (TryCatchBlockNode block : code.tryCatchBlocks) {
                if (instructions.indexOf(block.start) <= at && at < instructions.indexOf(block.end)) {
                    reach(block.handler, before[at]);
                }
            }
            BitSet behind = behind(at, instruction);
            if (instruction instanceof JumpInsnNode jump) {
                reach(jump.label, behind);
            } else if (instruction instanceof TableSwitchInsnNode table) {
                table.labels.forEach(label -> reach(label, behind));
                reach(table.dflt, behind);
            } else if (instruction instanceof LookupSwitchInsnNode lookup) {
                lookup.labels.forEach(label -> reach(label, behind));
                reach(lookup.dflt, behind);
            }
            if (fallsThrough(instruction)) {
                reach(at + 1, behind);
            }
        }

        private BitSet behind(int at, AbstractInsnNode instruction) {
            int store = stores.indexOf(instruction);
            if (store < 0) {
                return before[at];
            }
            BitSet behind = maybe.contains(instruction) ? (BitSet) before[at].clone() : new BitSet();
            behind.set(store);
            return behind;
        }

        /** A subroutine of old compilers comes back behind the {@code jsr}. */
        private static boolean fallsThrough(AbstractInsnNode instruction) {
            int opcode = instruction.getOpcode();
            boolean ends = opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN;
            boolean leaves = opcode == Opcodes.ATHROW || opcode == Opcodes.GOTO || opcode == Opcodes.RET;
            return !ends
                    && !leaves
                    && !(instruction instanceof TableSwitchInsnNode)
                    && !(instruction instanceof LookupSwitchInsnNode);
        }

        private void reach(LabelNode label, BitSet state) {
            reach(instructions.indexOf(label), state);
        }

        private void reach(int at, BitSet state) {
            BitSet more = (BitSet) state.clone();
            more.andNot(before[at]);
            if (!more.isEmpty()) {
                before[at].or(more);
                changed.add(at);
            }
        }
    }
}
