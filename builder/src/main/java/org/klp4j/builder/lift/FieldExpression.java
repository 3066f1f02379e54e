package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.diff.Canonical;
import org.klp4j.builder.world.FieldMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodInsnNode;
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
    private final FieldStores stores;
    private final Set<String> passedOver = new TreeSet<>();
    private boolean followed;

    FieldExpression(Lifting lifting, FieldMember member) {
        this.member = member;
        this.owner = member.owner().name;
        this.held = new HeldValues(lifting, member);
        this.stores = new FieldStores(lifting.after(), member.owner(), member.field());
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

        boolean isKnown() {
            return code != null || zero;
        }

        /** Equal text means an equal value. */
        String text(ClassNode owner) {
            if (code == null || (code.size() == 1 && isZero(code.getFirst().getOpcode()))) {
                return "zero";
            }
            MethodNode method = Code.staticMethod("value", "()V");
            Expressions.copy(code, method.instructions);
            return Canonical.plain().text(owner, method);
        }

        private static boolean isZero(int opcode) {
            return opcode == Opcodes.ACONST_NULL
                    || opcode == Opcodes.ICONST_0
                    || opcode == Opcodes.LCONST_0
                    || opcode == Opcodes.FCONST_0
                    || opcode == Opcodes.DCONST_0;
        }
    }

    Value in(MethodNode constructor) {
        return in(constructor, Map.of(), 0);
    }

    private Value in(MethodNode code, Map<Integer, InsnList> arguments, int depth) {
        Receivers receivers = Receivers.of(owner, code);
        LastStores last = stores.in(code, receivers);
        List<AbstractInsnNode> own = new ArrayList<>(last.stores());
        own.removeIf(put -> copies(receivers, put));
        boolean mayLeaveIt = last.none() && code.name.equals("<init>");
        Optional<InsnList> renamed = own.size() == 1 ? renamed(code, receivers, own.get(0)) : Optional.empty();
        if (renamed.isPresent() && last.none()) {
            return Value.known(renamed.get()); // whether they were assigned or not
        }
        Value value = mayLeaveIt ? delegated(code, receivers, depth) : Value.COPIED;
        for (AbstractInsnNode store : own) {
            Value assigned = store instanceof MethodInsnNode call
                    ? called(call, given(code, receivers, arguments, call), depth)
                    : assigned(code, receivers, store, arguments);
            value = agreed(value, assigned, own.size());
        }
        return value;
    }

    /** What a method of the class assigns; nothing, where that is not sure. */
    private Value called(MethodInsnNode call, Map<Integer, InsnList> arguments, int depth) {
        MethodNode method = stores.called(call);
        if (method == null || depth > MAX_DEPTH || !stores.isSure(method)) {
            passedOver.add(call.name);
            return Value.COPIED;
        }
        followed = true;
        return in(method, arguments, depth + 1);
    }

    /** Methods called by constructors that may assign the field as well; what they do is not in the value. */
    Set<String> passedOver() {
        return passedOver;
    }

    /** Whether the value is that of a method, which others may call later with other arguments. */
    boolean followed() {
        return followed;
    }

    /** What two ways through a constructor give, if it is the same. */
    private Value agreed(Value one, Value other, int stores) {
        if (one.equals(Value.COPIED) || other.equals(Value.COPIED)) {
            return one.equals(Value.COPIED) ? other : one;
        }
        if (!one.isKnown() || !other.isKnown()) {
            return one.isKnown() ? other : one;
        }
        String reason = stores > 1 ? "it assigns it in several places" : "it does not always assign it";
        return one.text(member.owner()).equals(other.text(member.owner())) ? one : Value.unknown(reason);
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
                ? renamed(constructor, receivers, put).map(Value::known).orElse(value)
                : value;
    }

    private Optional<InsnList> renamed(MethodNode constructor, Receivers receivers, AbstractInsnNode put) {
        AbstractInsnNode end = receivers.ready(put);
        AbstractInsnNode from = receivers.source(end, 1);
        return from == null ? Optional.empty() : held.renamed(constructor, from, end);
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
        return receivers.assignsToThis(put)
                && receivers.source(put, 0) instanceof FieldInsnNode get
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
        Value value = in(target, Map.of(), depth + 1);
        boolean leavesIt = stores.in(target, Receivers.of(owner, target)).none();
        return value.isKnown() || leavesIt
                ? value
                : in(target, given(constructor, receivers, Map.of(), init.call()), depth + 1);
    }

    /** What code gives a method or constructor it calls, by the slot it has there; what is not known is missing. */
    private Map<Integer, InsnList> given(
            MethodNode code, Receivers receivers, Map<Integer, InsnList> arguments, MethodInsnNode call) {
        Map<Integer, InsnList> given = new HashMap<>();
        List<AbstractInsnNode> starts = new ArgumentStarts(receivers).of(call);
        Map<Integer, InsnList> known = held.parameters(code, receivers, arguments);
        int slot = 1;
        Type[] types = Type.getArgumentTypes(call.desc);
        for (int i = 0; i < types.length && i + 1 < starts.size(); i++) {
            Value value = Expressions.cut(code, starts.get(i), starts.get(i + 1), known);
            if (value.code() != null) {
                given.put(slot, value.code());
            }
            slot += types[i].getSize();
        }
        return given;
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
