package org.klp4j.builder.diff;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * A quick look that spares most methods the canonical form: whether two methods are the same instruction by
 * instruction, line numbers and labels aside. Says no whenever it is not sure, e.g. where code refers to a method whose
 * name is a number.
 */
final class SameCode {
    private final ClassNode before;
    private final ClassNode after;
    private final Map<LabelNode, Integer> was;
    private final Map<LabelNode, Integer> now;

    private SameCode(ClassNode before, MethodNode was, ClassNode after, MethodNode now) {
        this.before = before;
        this.after = after;
        this.was = places(was);
        this.now = places(now);
    }

    /** Whether they surely are. */
    static boolean surely(ClassNode before, MethodNode was, ClassNode after, MethodNode now) {
        return new SameCode(before, was, after, now).same(was, now);
    }

    /** Whether two classes of one name surely are. */
    static boolean surely(ClassNode before, ClassNode after) {
        boolean same = before.name.equals(after.name)
                && Objects.equals(before.superName, after.superName)
                && before.interfaces.equals(after.interfaces)
                && before.fields.size() == after.fields.size()
                && before.methods.size() == after.methods.size();
        for (int i = 0; same && i < before.fields.size(); i++) {
            FieldNode a = before.fields.get(i);
            FieldNode b = after.fields.get(i);
            same = a.access == b.access
                    && a.name.equals(b.name)
                    && a.desc.equals(b.desc)
                    && Objects.equals(a.value, b.value);
        }
        for (int i = 0; same && i < before.methods.size(); i++) {
            MethodNode a = before.methods.get(i);
            MethodNode b = after.methods.get(i);
            same = a.access == b.access
                    && a.name.equals(b.name)
                    && a.desc.equals(b.desc)
                    && surely(before, a, after, b);
        }
        return same;
    }

    private boolean same(MethodNode old, MethodNode fixed) {
        AbstractInsnNode a = real(old.instructions.getFirst());
        AbstractInsnNode b = real(fixed.instructions.getFirst());
        while (a != null && b != null) {
            if (a.getOpcode() != b.getOpcode() || !same(a, b)) {
                return false;
            }
            a = real(a.getNext());
            b = real(b.getNext());
        }
        return a == null && b == null && sameBlocks(old.tryCatchBlocks, fixed.tryCatchBlocks);
    }

    private boolean sameBlocks(List<TryCatchBlockNode> old, List<TryCatchBlockNode> fixed) {
        if (old.size() != fixed.size()) {
            return false;
        }
        for (int i = 0; i < old.size(); i++) {
            TryCatchBlockNode a = old.get(i);
            TryCatchBlockNode b = fixed.get(i);
            if (!Objects.equals(a.type, b.type)
                    || !same(a.start, b.start)
                    || !same(a.end, b.end)
                    || !same(a.handler, b.handler)) {
                return false;
            }
        }
        return true;
    }

    private boolean same(AbstractInsnNode a, AbstractInsnNode b) {
        return switch (a.getType()) {
            case AbstractInsnNode.INSN -> true;
            case AbstractInsnNode.VAR_INSN -> ((VarInsnNode) a).var == ((VarInsnNode) b).var;
            case AbstractInsnNode.INT_INSN -> ((IntInsnNode) a).operand == ((IntInsnNode) b).operand;
            case AbstractInsnNode.TYPE_INSN -> ((TypeInsnNode) a).desc.equals(((TypeInsnNode) b).desc);
            case AbstractInsnNode.LDC_INSN ->
                plain(((LdcInsnNode) a).cst) && ((LdcInsnNode) a).cst.equals(((LdcInsnNode) b).cst);
            case AbstractInsnNode.JUMP_INSN -> same(((JumpInsnNode) a).label, ((JumpInsnNode) b).label);
            case AbstractInsnNode.FIELD_INSN -> same((FieldInsnNode) a, (FieldInsnNode) b);
            case AbstractInsnNode.METHOD_INSN -> same((MethodInsnNode) a, (MethodInsnNode) b);
            case AbstractInsnNode.IINC_INSN -> same((IincInsnNode) a, (IincInsnNode) b);
            case AbstractInsnNode.INVOKE_DYNAMIC_INSN -> same((InvokeDynamicInsnNode) a, (InvokeDynamicInsnNode) b);
            case AbstractInsnNode.TABLESWITCH_INSN -> same((TableSwitchInsnNode) a, (TableSwitchInsnNode) b);
            case AbstractInsnNode.LOOKUPSWITCH_INSN -> same((LookupSwitchInsnNode) a, (LookupSwitchInsnNode) b);
            case AbstractInsnNode.MULTIANEWARRAY_INSN -> same((MultiANewArrayInsnNode) a, (MultiANewArrayInsnNode) b);
            default -> false;
        };
    }

    private static boolean plain(Object constant) {
        return !(constant instanceof Handle) && !(constant instanceof ConstantDynamic);
    }

    private static boolean same(FieldInsnNode a, FieldInsnNode b) {
        return a.name.equals(b.name) && a.owner.equals(b.owner) && a.desc.equals(b.desc) && !EnumSwitch.isTable(a.name);
    }

    private boolean same(MethodInsnNode a, MethodInsnNode b) {
        return a.name.equals(b.name)
                && a.owner.equals(b.owner)
                && a.desc.equals(b.desc)
                && !numbered(a.owner, a.name)
                && !Accessors.isAccessor(a)
                && a.owner.equals(before.name) == b.owner.equals(after.name);
    }

    private static boolean same(IincInsnNode a, IincInsnNode b) {
        return a.var == b.var && a.incr == b.incr;
    }

    private boolean same(InvokeDynamicInsnNode a, InvokeDynamicInsnNode b) {
        if (!a.name.equals(b.name) || !a.desc.equals(b.desc) || !a.bsm.equals(b.bsm)) {
            return false;
        }
        for (Object argument : a.bsmArgs) {
            if (argument instanceof Handle handle && numbered(handle.getOwner(), handle.getName())) {
                return false;
            }
        }
        return List.of(a.bsmArgs).equals(List.of(b.bsmArgs));
    }

    /** A method of the class itself that may be the compiler's: its content counts, not its name. */
    private boolean numbered(String owner, String name) {
        return (owner.equals(before.name) || owner.equals(after.name)) && name.indexOf('$') >= 0;
    }

    private boolean same(TableSwitchInsnNode a, TableSwitchInsnNode b) {
        return a.min == b.min && a.max == b.max && same(a.dflt, b.dflt) && same(a.labels, b.labels);
    }

    private boolean same(LookupSwitchInsnNode a, LookupSwitchInsnNode b) {
        return a.keys.equals(b.keys) && same(a.dflt, b.dflt) && same(a.labels, b.labels);
    }

    private static boolean same(MultiANewArrayInsnNode a, MultiANewArrayInsnNode b) {
        return a.dims == b.dims && a.desc.equals(b.desc);
    }

    private boolean same(List<LabelNode> a, List<LabelNode> b) {
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = same(a.get(i), b.get(i));
        }
        return same;
    }

    private boolean same(LabelNode a, LabelNode b) {
        return Objects.equals(was.get(a), now.get(b));
    }

    /** A label by how many instructions stand before it. */
    private static Map<LabelNode, Integer> places(MethodNode method) {
        Map<LabelNode, Integer> places = new IdentityHashMap<>();
        int count = 0;
        for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
            if (at instanceof LabelNode label) {
                places.put(label, count);
            } else if (at.getOpcode() >= 0) {
                count++;
            }
        }
        return places;
    }

    private static @Nullable AbstractInsnNode real(@Nullable AbstractInsnNode from) {
        AbstractInsnNode at = from;
        while (at != null && at.getOpcode() < 0) {
            at = at.getNext();
        }
        return at;
    }
}
