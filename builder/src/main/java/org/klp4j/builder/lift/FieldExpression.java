package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.FieldMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * The expression a constructor assigns to a field, in terms of the object alone: parameters are replaced by the
 * fields the constructor stores them in, and, through {@code this(…)}, by the arguments given.
 */
final class FieldExpression {
    private static final int MAX_DEPTH = 8;

    private final FieldMember member;
    private final String owner;
    private final HeldValues held;

    FieldExpression(Lifting lifting, FieldMember member) {
        this.member = member;
        this.owner = member.owner().name;
        this.held = new HeldValues(lifting, member);
    }

    /**
     * What is known of the value.
     *
     * @param code computes it from the object in slot 0; null when it is zero or not known
     * @param zero whether the constructor leaves the field alone
     * @param reason why it is not known
     */
    record Value(@Nullable InsnList code, boolean zero, String reason) {
        /** That of the object the constructor copies, which was made before the patch as well. */
        static final Value COPIED = new Value(null, true, "it copies it");

        static Value known(InsnList code) {
            return new Value(code, false, "");
        }

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
        if (puts.size() == 1 && copies(receivers, puts.get(0))) {
            return Value.COPIED;
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
            value = held.assignedWith(constructor, receivers, end)
                    .map(Value::known)
                    .orElse(Value.unknown("it assigns another field the same value"));
        }
        return value.code() == null
                ? held.renamed(constructor, from, end).map(Value::known).orElse(value)
                : value;
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

    /** It takes over the value of another object of the class, which was made before the patch as well. */
    private boolean copies(Receivers receivers, AbstractInsnNode put) {
        return receivers.source(put, 0) instanceof FieldInsnNode get
                && get.getOpcode() == Opcodes.GETFIELD
                && same(get)
                && receivers.source(get, 0) instanceof VarInsnNode load
                && load.var > 0;
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
        return value.zero() || value.code() != null
                ? value
                : substituted(constructor, receivers, init, target).orElse(value);
    }

    /** The target's expression with this constructor's arguments put in for its parameters, if it has one. */
    private Optional<Value> substituted(MethodNode constructor, Receivers receivers, InitCall init, MethodNode target) {
        Map<Integer, InsnList> arguments = new HashMap<>();
        List<AbstractInsnNode> starts = new ArgumentStarts(receivers).of(init);
        int slot = 1;
        Type[] types = Type.getArgumentTypes(init.call().desc);
        for (int i = 0; i < types.length && i + 1 < starts.size(); i++) {
            Value value = Expressions.cut(
                    constructor, starts.get(i), starts.get(i + 1), held.parameters(constructor, receivers, Map.of()));
            if (value.code() != null) {
                arguments.put(slot, value.code());
            }
            slot += types[i].getSize();
        }
        Receivers inTarget = new Receivers(owner, target);
        inTarget.analyze();
        List<AbstractInsnNode> puts = puts(target, inTarget);
        return puts.size() == 1 ? Optional.of(assigned(target, inTarget, puts.get(0), arguments)) : Optional.empty();
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
                : Expressions.cut(constructor, start, put, held.parameters(constructor, receivers, arguments));
    }
}
