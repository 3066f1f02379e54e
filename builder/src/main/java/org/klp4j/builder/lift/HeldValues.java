package org.klp4j.builder.lift;

import java.util.HashMap;
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
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/** What objects that were there before the patch hold, in fields of the running class, of what made them. */
final class HeldValues {
    private final Lifting lifting;
    private final FieldMember member;
    private final String owner;

    HeldValues(Lifting lifting, FieldMember member) {
        this.lifting = lifting;
        this.member = member;
        this.owner = member.owner().name;
    }

    /** Parameters that the constructor, fixed or running, stores in fields of the running class can be read from there. */
    Map<Integer, InsnList> parameters(MethodNode constructor, Receivers receivers, Map<Integer, InsnList> arguments) {
        Map<Integer, InsnList> known = new HashMap<>(arguments);
        known.keySet().removeIf(slot -> changes(constructor, slot));
        stored(constructor, receivers, known);
        MethodNode running = running(constructor);
        if (running != null) {
            Receivers then = Receivers.of(owner, running);
            Map<Integer, InsnList> kept = new HashMap<>();
            stored(running, then, kept);
            kept.keySet().removeIf(slot -> changes(running, slot) != changes(constructor, slot));
            kept.forEach(known::putIfAbsent);
        }
        return known;
    }

    private void stored(MethodNode constructor, Receivers receivers, Map<Integer, InsnList> known) {
        for (AbstractInsnNode at : constructor.instructions) {
            if (at instanceof FieldInsnNode put
                    && put.getOpcode() == Opcodes.PUTFIELD
                    && receivers.putsIntoThis(at)
                    && runs(put)
                    && receivers.source(at, 0) instanceof VarInsnNode load
                    && load.var > 0
                    && put.desc.equals(parameter(constructor, load.var))
                    && !changes(load, null, load.var)) {
                known.putIfAbsent(load.var, read(put));
            }
        }
    }

    /** The type of the parameter in a slot; null when it is no parameter. */
    static @Nullable String parameter(MethodNode constructor, int slot) {
        int at = 1;
        for (Type type : Type.getArgumentTypes(constructor.desc)) {
            if (at == slot) {
                return type.getDescriptor();
            }
            at += type.getSize();
        }
        return null;
    }

    /** Whether a constructor gives one of its parameters another value. */
    static boolean changes(MethodNode constructor, int slot) {
        return changes(constructor.instructions.getFirst(), null, slot);
    }

    /** Whether a variable gets another value between two instructions, or, where there is no second, up to the end. */
    static boolean changes(AbstractInsnNode start, @Nullable AbstractInsnNode end, int slot) {
        for (AbstractInsnNode at = start; at != end; at = at.getNext()) {
            boolean store = at instanceof VarInsnNode var && var.getOpcode() >= Opcodes.ISTORE && var.var == slot;
            if (store || (at instanceof IincInsnNode add && add.var == slot)) {
                return true;
            }
        }
        return false;
    }

    /** The running field that is assigned the same in one statement. */
    Optional<InsnList> assignedWith(MethodNode constructor, Receivers receivers, AbstractInsnNode ready) {
        for (AbstractInsnNode at : constructor.instructions) {
            if (at instanceof FieldInsnNode put
                    && ofTheType(put)
                    && receivers.ready(at) == ready
                    && receivers.assignsToThis(at)
                    && runs(put)) {
                return Optional.of(read(put));
            }
        }
        return Optional.empty();
    }

    /** The running field to which the running constructor gives the same: the fix has another name for it. */
    Optional<InsnList> renamed(MethodNode constructor, AbstractInsnNode from, AbstractInsnNode put) {
        MethodNode running = running(constructor);
        String assigned = text(constructor, from, put);
        if (running == null || assigned == null || !sameVariables(constructor, running, from, put)) {
            return Optional.empty();
        }
        Receivers receivers = Receivers.of(owner, running);
        for (AbstractInsnNode at : running.instructions) {
            if (at instanceof FieldInsnNode old
                    && ofTheType(old)
                    && receivers.assignsToThis(at)
                    && receivers.putsIntoThis(receivers.ready(at))) {
                AbstractInsnNode end = receivers.ready(at);
                AbstractInsnNode start = receivers.source(end, 1);
                if (start != null && assigned.equals(text(running, start, end))) {
                    return Optional.of(read(old));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether variables in an expression are as much what the constructor was called with as in the other one. */
    private static boolean sameVariables(
            MethodNode constructor, MethodNode running, AbstractInsnNode from, AbstractInsnNode end) {
        for (AbstractInsnNode at = from; at != end; at = at.getNext()) {
            if (at instanceof VarInsnNode load && changes(constructor, load.var) != changes(running, load.var)) {
                return false;
            }
        }
        return true;
    }

    private boolean ofTheType(FieldInsnNode put) {
        return put.getOpcode() == Opcodes.PUTFIELD && put.owner.equals(owner) && put.desc.equals(member.field().desc);
    }

    private boolean runs(FieldInsnNode put) {
        return View.declaredField(lifting.before().ownClass(put.owner), put.name, put.desc) != null;
    }

    private @Nullable MethodNode running(MethodNode constructor) {
        return View.declaredMethod(lifting.before().ownClass(owner), constructor.name, constructor.desc);
    }

    /** What stands between the receiver and {@code putfield}, with parameters as they are; null when it is no expression. */
    private @Nullable String text(MethodNode constructor, AbstractInsnNode receiver, AbstractInsnNode put) {
        AbstractInsnNode start = Code.next(receiver);
        InsnList code = start == null
                ? null
                : Expressions.cut(constructor, start, put, Expressions.parameters(constructor))
                        .code();
        if (code == null) {
            return null;
        }
        MethodNode method = Code.staticMethod("value", "()V");
        method.instructions.add(code);
        return Canonical.plain().text(member.owner(), method);
    }

    private static InsnList read(FieldInsnNode field) {
        return Expressions.read(field.owner, field.name, field.desc);
    }
}
