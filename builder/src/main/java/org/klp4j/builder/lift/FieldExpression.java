package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.diff.Canonical;
import org.klp4j.builder.world.FieldMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * The expression a constructor assigns to a field, in terms of the object alone: parameters are replaced by the
 * fields the constructor stores them in, and, through {@code this(…)}, by the arguments given.
 */
final class FieldExpression {
    private static final int MAX_DEPTH = 8;

    private final Lifting lifting;
    private final FieldMember member;
    private final String owner;

    FieldExpression(Lifting lifting, FieldMember member) {
        this.lifting = lifting;
        this.member = member;
        this.owner = member.owner().name;
    }

    /**
     * What is known of the value.
     *
     * @param code computes it from the object in slot 0; null when it is zero or not known
     * @param zero whether the constructor leaves the field alone
     * @param reason why it is not known
     */
    record Value(@Nullable InsnList code, boolean zero, String reason) {
        static Value unknown(String reason) {
            return new Value(null, false, reason);
        }
    }

    Value in(MethodNode constructor) {
        return in(constructor, 0);
    }

    private Value in(MethodNode constructor, int depth) {
        Receivers receivers = new Receivers(owner, constructor);
        receivers.analyze();
        List<AbstractInsnNode> puts = puts(constructor, receivers);
        if (puts.isEmpty()) {
            return delegated(constructor, receivers, depth);
        }
        return puts.size() > 1
                ? Value.unknown("it assigns it in several places")
                : assigned(constructor, receivers, puts.get(0), Map.of());
    }

    /** Where the field is assigned to the object made, or may be. */
    private List<AbstractInsnNode> puts(MethodNode constructor, Receivers receivers) {
        List<AbstractInsnNode> puts = new ArrayList<>();
        for (AbstractInsnNode at : constructor.instructions) {
            if (at instanceof FieldInsnNode put && put.getOpcode() == Opcodes.PUTFIELD && same(put)) {
                puts.add(at);
            }
        }
        if (puts.size() > 1) {
            puts.removeIf(put -> copies(receivers, put));
        }
        return puts;
    }

    private Value assigned(
            MethodNode constructor, Receivers receivers, AbstractInsnNode put, Map<Integer, InsnList> arguments) {
        AbstractInsnNode end = receivers.ready(put);
        AbstractInsnNode from = receivers.source(end, 1);
        if (from == null || !receivers.assignsToThis(put) || !receivers.putsIntoThis(end)) {
            return Value.unknown("it computes it in a way that cannot be cut out");
        }
        Value value = cut(constructor, receivers, from, end, arguments);
        if (end != put && !simple(value)) {
            value = shared(constructor, receivers, end)
                    .orElse(Value.unknown("it assigns another field the same value"));
        }
        return value.code() == null ? renamed(constructor, from, end).orElse(value) : value;
    }

    /** Computed twice, it is the same. */
    private static boolean simple(Value value) {
        InsnList code = value.code();
        if (code != null) {
            for (AbstractInsnNode at : code) {
                boolean load = at.getOpcode() <= Opcodes.SALOAD || at.getOpcode() == Opcodes.GETFIELD;
                if (!load && at.getOpcode() != Opcodes.GETSTATIC) {
                    return false;
                }
            }
        }
        return code != null;
    }

    /** The running field that is assigned the same in one statement. */
    private Optional<Value> shared(MethodNode constructor, Receivers receivers, AbstractInsnNode ready) {
        for (AbstractInsnNode at : constructor.instructions) {
            if (at instanceof FieldInsnNode put
                    && put.getOpcode() == Opcodes.PUTFIELD
                    && put.owner.equals(owner)
                    && put.desc.equals(member.field().desc)
                    && receivers.ready(at) == ready
                    && receivers.assignsToThis(at)
                    && View.declaredField(lifting.before().ownClass(owner), put.name, put.desc) != null) {
                return Optional.of(new Value(read(put), false, ""));
            }
        }
        return Optional.empty();
    }

    /** It takes over the value of another object of the class, which was made before the patch as well. */
    private boolean copies(Receivers receivers, AbstractInsnNode put) {
        return receivers.source(put, 0) instanceof FieldInsnNode get
                && get.getOpcode() == Opcodes.GETFIELD
                && same(get)
                && receivers.source(get, 0) instanceof VarInsnNode load
                && load.var > 0;
    }

    /** The running field to which the running constructor gives the same: the fix has another name for it. */
    private Optional<Value> renamed(MethodNode constructor, AbstractInsnNode from, AbstractInsnNode put) {
        MethodNode running = running(constructor);
        String assigned = text(constructor, from, put);
        if (running == null || assigned == null) {
            return Optional.empty();
        }
        Receivers receivers = new Receivers(owner, running);
        receivers.analyze();
        for (AbstractInsnNode at : running.instructions) {
            if (at instanceof FieldInsnNode old
                    && old.getOpcode() == Opcodes.PUTFIELD
                    && old.owner.equals(owner)
                    && old.desc.equals(member.field().desc)
                    && receivers.assignsToThis(at)
                    && receivers.putsIntoThis(receivers.ready(at))) {
                AbstractInsnNode end = receivers.ready(at);
                AbstractInsnNode start = receivers.source(end, 1);
                if (start != null && assigned.equals(text(running, start, end))) {
                    return Optional.of(new Value(read(old), false, ""));
                }
            }
        }
        return Optional.empty();
    }

    private @Nullable MethodNode running(MethodNode constructor) {
        return View.declaredMethod(lifting.before().ownClass(owner), constructor.name, constructor.desc);
    }

    /** What stands between the receiver and {@code putfield}, with parameters as they are; null when it is no expression. */
    private @Nullable String text(MethodNode constructor, AbstractInsnNode receiver, AbstractInsnNode put) {
        AbstractInsnNode start = Code.next(receiver);
        Map<Integer, InsnList> themselves = new HashMap<>();
        for (AbstractInsnNode at : constructor.instructions) {
            if (at instanceof VarInsnNode load && load.getOpcode() < Opcodes.ISTORE) {
                InsnList list = new InsnList();
                list.add(new VarInsnNode(load.getOpcode(), load.var));
                themselves.put(load.var, list);
            }
        }
        InsnList code = start == null
                ? null
                : cutRange(constructor, start, put, themselves).code();
        if (code == null) {
            return null;
        }
        MethodNode method = Code.staticMethod("value", "()V");
        method.instructions.add(code);
        return Canonical.plain().text(member.owner(), method);
    }

    private static InsnList read(FieldInsnNode field) {
        InsnList list = new InsnList();
        list.add(new VarInsnNode(Opcodes.ALOAD, 0));
        list.add(new FieldInsnNode(Opcodes.GETFIELD, field.owner, field.name, field.desc));
        return list;
    }

    private boolean same(FieldInsnNode put) {
        return put.owner.equals(owner) && put.name.equals(member.field().name) && put.desc.equals(member.field().desc);
    }

    private Value delegated(MethodNode constructor, Receivers receivers, int depth) {
        InitCall init = InitCall.of(owner, constructor);
        if (!init.call().owner.equals(owner)) {
            return new Value(null, true, "");
        }
        MethodNode target = View.declaredMethod(member.owner(), "<init>", init.call().desc);
        if (target == null || depth > MAX_DEPTH) {
            return Value.unknown("it calls a constructor that is not there");
        }
        Value value = in(target, depth + 1);
        if (value.zero() || value.code() != null) {
            return value;
        }
        return substituted(constructor, receivers, init, target);
    }

    /** The target's expression with this constructor's arguments put in for its parameters. */
    private Value substituted(MethodNode constructor, Receivers receivers, InitCall init, MethodNode target) {
        Map<Integer, InsnList> arguments = new HashMap<>();
        List<AbstractInsnNode> starts = new ArgumentStarts(receivers).of(init);
        int slot = 1;
        Type[] types = Type.getArgumentTypes(init.call().desc);
        for (int i = 0; i < types.length && i + 1 < starts.size(); i++) {
            Value value = cutRange(
                    constructor, starts.get(i), starts.get(i + 1), withStored(constructor, receivers, Map.of()));
            if (value.code() != null) {
                arguments.put(slot, value.code());
            }
            slot += types[i].getSize();
        }
        Receivers inTarget = new Receivers(owner, target);
        inTarget.analyze();
        List<AbstractInsnNode> puts = puts(target, inTarget);
        return puts.isEmpty()
                ? Value.unknown("it comes from a parameter")
                : assigned(target, inTarget, puts.get(0), arguments);
    }

    private Value cut(
            MethodNode constructor,
            Receivers receivers,
            AbstractInsnNode receiver,
            AbstractInsnNode put,
            Map<Integer, InsnList> arguments) {
        AbstractInsnNode start = Code.next(receiver);
        return start == null
                ? Value.unknown("")
                : cutRange(constructor, start, put, withStored(constructor, receivers, arguments));
    }

    /** Parameters that the constructor, fixed or running, stores in fields of the running class can be read from there. */
    private Map<Integer, InsnList> withStored(
            MethodNode constructor, Receivers receivers, Map<Integer, InsnList> arguments) {
        Map<Integer, InsnList> known = new HashMap<>(arguments);
        stored(constructor, receivers, known);
        MethodNode running = running(constructor);
        if (running != null) {
            Receivers then = new Receivers(owner, running);
            then.analyze();
            stored(running, then, known);
        }
        return known;
    }

    private void stored(MethodNode constructor, Receivers receivers, Map<Integer, InsnList> known) {
        for (AbstractInsnNode at : constructor.instructions) {
            if (at instanceof FieldInsnNode put && put.getOpcode() == Opcodes.PUTFIELD && receivers.putsIntoThis(at)) {
                AbstractInsnNode value = receivers.source(at, 0);
                boolean runs = View.declaredField(lifting.before().ownClass(put.owner), put.name, put.desc) != null;
                if (runs
                        && value instanceof VarInsnNode load
                        && load.var > 0
                        && put.desc.equals(parameter(constructor, load.var))) {
                    known.putIfAbsent(load.var, read(put));
                }
            }
        }
    }

    /** The type of the parameter in a slot; null when it is no parameter. */
    private static @Nullable String parameter(MethodNode constructor, int slot) {
        int at = 1;
        for (Type type : Type.getArgumentTypes(constructor.desc)) {
            if (at == slot) {
                return type.getDescriptor();
            }
            at += type.getSize();
        }
        return null;
    }

    private static Value cutRange(
            MethodNode constructor, AbstractInsnNode start, AbstractInsnNode end, Map<Integer, InsnList> parameters) {
        InsnList out = new InsnList();
        Map<LabelNode, LabelNode> labels = new HashMap<>();
        for (AbstractInsnNode at : constructor.instructions) {
            if (at instanceof LabelNode label) {
                labels.put(label, new LabelNode());
            }
        }
        for (AbstractInsnNode at = start; at != end; at = at.getNext()) {
            if (at == null) {
                return Value.unknown("it computes it in a way that cannot be cut out");
            }
            if (at instanceof FrameNode || at instanceof LineNumberNode) {
                continue;
            }
            if (at instanceof IincInsnNode || (at instanceof VarInsnNode var && var.getOpcode() >= Opcodes.ISTORE)) {
                return Value.unknown("it computes it in several steps");
            }
            if (at instanceof VarInsnNode load && load.var > 0) {
                InsnList known = parameters.get(load.var);
                if (known == null) {
                    return Value.unknown("it comes from a parameter");
                }
                copy(known, out);
                continue;
            }
            out.add(at.clone(labels));
        }
        return new Value(out, false, "");
    }

    /** Appends a copy; the copied list stays as it is. */
    static void copy(InsnList from, InsnList to) {
        Map<LabelNode, LabelNode> labels = new HashMap<>();
        from.forEach(insn -> {
            if (insn instanceof LabelNode label) {
                labels.put(label, new LabelNode());
            }
        });
        from.forEach(insn -> to.add(insn.clone(labels)));
    }
}
