package org.klp4j.builder.diff;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
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
 * The code of a method as text in which the noise of compilers is gone: equal text means the same program. Besides
 * what {@code BodyHash} leaves out, these do not count: the numbers of synthetic methods (their content is compared
 * instead), how a private member of the own nest is reached, how a string is concatenated, how null is checked for, by
 * which numbers a switch tells the constants of an enum, in which order a constructor keeps what its class captures, and
 * by which type a method of {@code Object} is called.
 */
public final class Canonical {
    private static final int MAX_DEPTH = 8;

    private static final Set<String> OF_OBJECT =
            Set.of("toString()Ljava/lang/String;", "hashCode()I", "equals(Ljava/lang/Object;)Z");

    private final UnaryOperator<String> names;
    private final Function<String, @Nullable ClassNode> find;

    /**
     * A canonical form.
     *
     * @param names applied to every internal name and descriptor, to hide numbers that do not count
     * @param find other classes of the program by internal name; null for those it does not know
     */
    public Canonical(UnaryOperator<String> names, Function<String, @Nullable ClassNode> find) {
        this.names = names;
        this.find = find;
    }

    /** The canonical form with every name as it is. */
    public static Canonical plain() {
        return in(name -> null);
    }

    /** The same among these classes. */
    public static Canonical in(Function<String, @Nullable ClassNode> find) {
        return new Canonical(UnaryOperator.identity(), find);
    }

    /** The text of a method's code; empty for a method without. */
    public String text(ClassNode owner, MethodNode method) {
        return String.join("\n", tokens(owner, method, new HashSet<>(), 0));
    }

    private List<String> tokens(ClassNode owner, MethodNode method, Set<String> open, int depth) {
        List<String> out = new ArrayList<>();
        Labels labels = new Labels(method);
        for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
            if (at instanceof LabelNode label) {
                if (labels.mentioned(label)) {
                    out.add(labels.name(label) + ":");
                }
            } else if (at.getOpcode() >= 0) {
                add(owner, at, labels, open, depth, out);
            }
        }
        for (TryCatchBlockNode block : method.tryCatchBlocks) {
            String type = block.type == null ? "any" : names.apply(block.type);
            out.add("try " + labels.name(block.start) + " " + labels.name(block.end) + " " + labels.name(block.handler)
                    + " " + type);
        }
        return Tidied.of(Concatenations.normalised(out));
    }

    private void add(
            ClassNode owner, AbstractInsnNode at, Labels labels, Set<String> open, int depth, List<String> out) {
        if (at instanceof MethodInsnNode call && Accessors.isAccessor(call) && depth < MAX_DEPTH) {
            ClassNode other = find.apply(call.owner);
            MethodNode accessor = View.declaredMethod(other, call.name, call.desc);
            List<String> inlined = other == null || accessor == null
                    ? null
                    : Accessors.inlined(accessor, tokens(other, accessor, open, depth + 1));
            if (inlined != null) {
                out.addAll(inlined);
                return;
            }
        }
        String behind = at instanceof MethodInsnNode call
                        && !out.isEmpty()
                        && out.get(out.size() - 1).equals("1")
                ? Accessors.behind(call, find.apply(call.owner))
                : null;
        if (behind != null && at instanceof MethodInsnNode call) {
            out.remove(out.size() - 1);
            out.add(call.getOpcode() + " " + names.apply(call.owner) + ".<init>" + names.apply(behind));
        } else if (!enumSwitch(at, labels, out)) {
            out.add(token(owner, at, labels, open, depth));
        }
    }

    private boolean enumSwitch(AbstractInsnNode at, Labels labels, List<String> out) {
        if (!(at instanceof TableSwitchInsnNode) && !(at instanceof LookupSwitchInsnNode)) {
            return false;
        }
        Map<String, LabelNode> cases = EnumSwitch.cases(at, EnumSwitch.numbers(at), find);
        if (cases == null) {
            return false;
        }
        if (out.get(out.size() - 1).equals(Integer.toString(Opcodes.IALOAD))) {
            out.remove(out.size() - 1);
            for (int i = out.size() - 1; i >= 0; i--) {
                if (out.get(i).startsWith(Opcodes.GETSTATIC + " ") && out.get(i).contains(".$SwitchMap$")) {
                    out.remove(i);
                    break;
                }
            }
        }
        StringBuilder text = new StringBuilder("switch");
        cases.forEach((name, label) -> text.append(' ').append(name).append(':').append(labels.name(label)));
        LabelNode other = at instanceof TableSwitchInsnNode table ? table.dflt : ((LookupSwitchInsnNode) at).dflt;
        out.add(text + " else " + labels.name(other));
        return true;
    }

    private String token(ClassNode owner, AbstractInsnNode insn, Labels labels, Set<String> open, int depth) {
        int opcode = insn.getOpcode();
        if (insn instanceof VarInsnNode var) {
            return opcode + " v" + var.var;
        } else if (insn instanceof IincInsnNode iinc) {
            return "iinc v" + iinc.var + " " + iinc.incr;
        } else if (insn instanceof IntInsnNode number) {
            return opcode + " " + number.operand;
        } else if (insn instanceof TypeInsnNode type) {
            return opcode + " " + names.apply(type.desc);
        } else if (insn instanceof FieldInsnNode field) {
            return opcode + " " + names.apply(field.owner) + "." + field.name + ":" + names.apply(field.desc);
        } else if (insn instanceof MethodInsnNode call) {
            return call(owner, call, open, depth);
        } else if (insn instanceof InvokeDynamicInsnNode indy) {
            return indy(owner, indy, open, depth);
        } else if (insn instanceof LdcInsnNode ldc) {
            return "ldc " + ldc.cst.getClass().getSimpleName() + " " + names.apply(ldc.cst.toString());
        } else if (insn instanceof MultiANewArrayInsnNode array) {
            return "multi " + names.apply(array.desc) + " " + array.dims;
        } else if (insn instanceof JumpInsnNode jump) {
            return opcode + " " + labels.name(jump.label);
        } else if (insn instanceof TableSwitchInsnNode table) {
            return "table " + table.min + ".." + table.max + labels.names(table.labels, table.dflt);
        } else if (insn instanceof LookupSwitchInsnNode lookup) {
            return "lookup " + lookup.keys + labels.names(lookup.labels, lookup.dflt);
        }
        return Integer.toString(opcode);
    }

    private String call(ClassNode owner, MethodInsnNode call, Set<String> open, int depth) {
        if (call.getOpcode() == Opcodes.INVOKESTATIC && call.owner.equals(owner.name)) {
            MethodNode target = View.declaredMethod(owner, call.name, call.desc);
            if (target != null && SyntheticNames.numbered(target)) {
                return "own " + content(owner, target, open, depth);
            }
        }
        String kind = Integer.toString(call.getOpcode());
        if (call.getOpcode() != Opcodes.INVOKESTATIC && !call.name.equals("<init>")) {
            boolean superCall = call.getOpcode() == Opcodes.INVOKESPECIAL && !call.owner.equals(owner.name);
            kind = superCall ? "super" : "call";
        }
        boolean builder = call.owner.equals("java/lang/StringBuilder");
        if (kind.equals("call") && !builder && OF_OBJECT.contains(call.name + call.desc)) {
            return kind + " java/lang/Object." + call.name + call.desc;
        }
        return kind + " " + names.apply(call.owner) + "." + call.name + names.apply(call.desc);
    }

    private String indy(ClassNode owner, InvokeDynamicInsnNode indy, Set<String> open, int depth) {
        if (indy.bsm.getOwner().equals("java/lang/invoke/StringConcatFactory")) {
            return Concatenations.token(indy);
        }
        StringBuilder text = new StringBuilder("indy ").append(indy.name).append(names.apply(indy.desc));
        text.append(' ').append(indy.bsm.getOwner()).append('.').append(indy.bsm.getName());
        for (Object argument : indy.bsmArgs) {
            text.append(' ').append(argument(owner, argument, open, depth));
        }
        return text.toString();
    }

    private String argument(ClassNode owner, Object argument, Set<String> open, int depth) {
        if (argument instanceof Handle handle) {
            if (handle.getOwner().equals(owner.name)) {
                MethodNode target = View.declaredMethod(owner, handle.getName(), handle.getDesc());
                if (target != null && SyntheticNames.numbered(target)) {
                    return "own " + content(owner, target, open, depth);
                }
            }
            int tag = handle.getTag() == Opcodes.H_INVOKESPECIAL ? Opcodes.H_INVOKEVIRTUAL : handle.getTag();
            return tag + " " + names.apply(handle.getOwner()) + "." + handle.getName() + names.apply(handle.getDesc());
        }
        return argument.getClass().getSimpleName() + " " + names.apply(argument.toString());
    }

    /** A numbered synthetic method counts by what it does, not by its number. */
    private String content(ClassNode owner, MethodNode target, Set<String> open, int depth) {
        String key = target.name + target.desc;
        if (depth >= MAX_DEPTH || !open.add(key)) {
            return "{again " + names.apply(target.desc) + "}";
        }
        String text =
                "{" + names.apply(target.desc) + " " + String.join("; ", tokens(owner, target, open, depth + 1)) + "}";
        open.remove(key);
        return text;
    }

    /** Names of the labels code refers to, in the order in which they stand. */
    private static final class Labels {
        private final Map<LabelNode, String> byLabel = new IdentityHashMap<>();

        Labels(MethodNode method) {
            Set<LabelNode> wanted = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
            for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
                if (at instanceof JumpInsnNode jump) {
                    wanted.add(jump.label);
                } else if (at instanceof TableSwitchInsnNode table) {
                    wanted.addAll(table.labels);
                    wanted.add(table.dflt);
                } else if (at instanceof LookupSwitchInsnNode lookup) {
                    wanted.addAll(lookup.labels);
                    wanted.add(lookup.dflt);
                }
            }
            for (TryCatchBlockNode block : method.tryCatchBlocks) {
                wanted.addAll(List.of(block.start, block.end, block.handler));
            }
            number(method, wanted);
        }

        /** Labels at one place get one name, since a compiler may use one or several. */
        private void number(MethodNode method, Set<LabelNode> wanted) {
            int place = 0;
            boolean open = false;
            for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
                if (at instanceof LabelNode label && wanted.contains(label)) {
                    place += open ? 0 : 1;
                    open = true;
                    byLabel.put(label, "L" + place);
                } else if (at.getOpcode() >= 0) {
                    open = false;
                }
            }
        }

        boolean mentioned(LabelNode label) {
            return byLabel.containsKey(label);
        }

        String name(LabelNode label) {
            return byLabel.getOrDefault(label, "L?");
        }

        String names(List<LabelNode> labels, LabelNode other) {
            StringBuilder text = new StringBuilder();
            labels.forEach(label -> text.append(' ').append(name(label)));
            return text.append(" else ").append(name(other)).toString();
        }
    }
}
