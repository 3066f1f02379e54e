package org.klp4j.builder.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;

/**
 * A switch over an enum: compilers ask a table in a synthetic class for a number, or take the ordinal as it is. Either
 * way what counts is which constant goes where.
 */
final class EnumSwitch {
    private static final String TABLE = "$SwitchMap$";

    private EnumSwitch() {}

    /** Whether a field is such a table. */
    static boolean isTable(String fieldName) {
        return fieldName.startsWith(TABLE);
    }

    /**
     * The cases of a switch by the name of the constant.
     *
     * @param cases labels by number
     * @return null when it is no switch over an enum that is known
     */
    static @Nullable Map<String, LabelNode> cases(
            AbstractInsnNode at, Map<Integer, LabelNode> cases, Function<String, @Nullable ClassNode> find) {
        AbstractInsnNode before = previous(at);
        boolean byTable = before != null && before.getOpcode() == Opcodes.IALOAD;
        AbstractInsnNode ordinal = byTable ? previous(before) : before;
        if (!(ordinal instanceof MethodInsnNode call) || !call.name.equals("ordinal") || !call.desc.equals("()I")) {
            return null;
        }
        Map<Integer, String> names = byTable ? table(ordinal, find) : ordinals(find.apply(call.owner));
        Map<String, LabelNode> byName = new TreeMap<>();
        for (Map.Entry<Integer, LabelNode> one : cases.entrySet()) {
            String name = names.get(one.getKey());
            if (name == null) {
                return null;
            }
            byName.put(name, one.getValue());
        }
        return byName;
    }

    /** The cases of a switch that do not go where all others go. */
    static Map<Integer, LabelNode> numbers(AbstractInsnNode at) {
        Map<Integer, LabelNode> cases = new TreeMap<>();
        if (at instanceof TableSwitchInsnNode table) {
            for (int i = 0; i < table.labels.size(); i++) {
                cases.put(table.min + i, table.labels.get(i));
            }
            cases.values().removeIf(label -> label.equals(table.dflt));
        } else if (at instanceof LookupSwitchInsnNode lookup) {
            for (int i = 0; i < lookup.labels.size(); i++) {
                cases.put(lookup.keys.get(i), lookup.labels.get(i));
            }
            cases.values().removeIf(label -> label.equals(lookup.dflt));
        }
        return cases;
    }

    private static @Nullable AbstractInsnNode previous(@Nullable AbstractInsnNode at) {
        AbstractInsnNode before = at == null ? null : at.getPrevious();
        while (before != null && before.getOpcode() < 0) {
            before = before.getPrevious();
        }
        return before;
    }

    private static Map<Integer, String> ordinals(@Nullable ClassNode type) {
        List<String> constants = new ArrayList<>();
        if (type != null) {
            type.fields.stream()
                    .filter(field -> (field.access & Opcodes.ACC_ENUM) != 0)
                    .forEach(field -> constants.add(field.name));
        }
        Map<Integer, String> names = new HashMap<>();
        constants.forEach(name -> names.put(names.size(), name));
        return names;
    }

    private static Map<Integer, String> table(AbstractInsnNode ordinal, Function<String, @Nullable ClassNode> find) {
        AbstractInsnNode at = ordinal;
        while (at != null && !(at instanceof FieldInsnNode field && isTable(field.name))) {
            at = at.getPrevious();
        }
        Map<Integer, String> names = new HashMap<>();
        ClassNode holder = at instanceof FieldInsnNode field ? find.apply(field.owner) : null;
        for (MethodNode method : holder == null ? List.<MethodNode>of() : holder.methods) {
            for (AbstractInsnNode insn : method.instructions) {
                if (insn instanceof FieldInsnNode table
                        && at instanceof FieldInsnNode wanted
                        && table.name.equals(wanted.name)
                        && next(insn) instanceof FieldInsnNode constant) {
                    number(next(next(constant)), constant.name, names);
                }
            }
        }
        return names;
    }

    private static void number(@Nullable AbstractInsnNode at, String name, Map<Integer, String> names) {
        if (at instanceof InsnNode && at.getOpcode() >= Opcodes.ICONST_0 && at.getOpcode() <= Opcodes.ICONST_5) {
            names.put(at.getOpcode() - Opcodes.ICONST_0, name);
        } else if (at instanceof IntInsnNode number) {
            names.put(number.operand, name);
        }
    }

    private static @Nullable AbstractInsnNode next(@Nullable AbstractInsnNode at) {
        AbstractInsnNode after = at == null ? null : at.getNext();
        while (after != null && after.getOpcode() < 0) {
            after = after.getNext();
        }
        return after;
    }
}
