package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.FieldMember;
import org.klp4j.builder.world.View;
import org.klp4j.format.ShellWord;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The value an added field has in an object that was there before the patch: what its constructor would have given
 * it, where that is a constant, a fresh object, or computed from what the object holds. Otherwise a rule must say.
 */
final class InitialValue {
    private final Lifting lifting;
    private final FieldMember member;
    private final ClassNode owner;

    InitialValue(Lifting lifting, FieldMember member) {
        this.lifting = lifting;
        this.member = member;
        this.owner = member.owner();
    }

    /** A static call that takes the object and gives the value; null when it is the type's zero. */
    @Nullable
    MethodInsnNode method() {
        MethodInsnNode given = lifting.rules().initializer(owner.name, member.field());
        if (given != null) {
            return given;
        }
        String rule = lifting.rules().of(owner.name, member.field().name);
        boolean mayBeginAnew = "initial".equals(rule);
        if (rule != null && !mayBeginAnew) {
            return rule.equals("zero") || rule.equals("null") ? null : add(constant(rule));
        }
        InsnList value = constructed(mayBeginAnew);
        return value == null ? null : add(value);
    }

    /** What constructors give it, or what objects hold instead; null for zero. */
    private @Nullable InsnList constructed(boolean mayBeginAnew) {
        Map<String, FieldExpression.Value> byText = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        FieldExpression expression = new FieldExpression(lifting, member);
        for (MethodNode constructor : constructors()) {
            FieldExpression.Value value = expression.in(constructor);
            if (!value.isKnown()) {
                unknown.add("'" + owner.name.replace('/', '.') + Descriptors.parameters(constructor.desc) + "': "
                        + value.reason());
            } else if (!value.equals(FieldExpression.Value.COPIED)) {
                byText.putIfAbsent(value.text(owner), value);
            }
        }
        boolean sure = unknown.isEmpty() && byText.size() <= 1;
        InsnList before = sure || (mayBeginAnew && !byText.isEmpty()) ? null : held();
        if (before != null) {
            return before;
        }
        if (byText.isEmpty() && !unknown.isEmpty()) {
            throw new NotCarried("the value of added field '" + symbol() + "' in objects that are there already is "
                    + "not known, constructor " + unknown.get(0) + "; give it with --rule "
                    + ShellWord.of(symbol() + "=VALUE"));
        }
        if (!sure) {
            lifting.warn("added field '" + symbol() + "': constructors give it different values, objects that are "
                    + "there already get that of the first; --rule "
                    + ShellWord.of(symbol() + "=VALUE") + " decides otherwise");
        }
        expression
                .passedOver()
                .forEach(called -> lifting.warn("added field '" + symbol() + "': '" + called
                        + "', which a constructor calls, may assign it too: objects that are there already begin with"
                        + " what it has without that; --rule " + symbol() + "=VALUE decides otherwise"));
        InsnList first = byText.values().stream()
                .map(FieldExpression.Value::code)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return mayBeginAnew ? first : unlessMoved(first, expression.followed());
    }

    /** The value as in a new object, unless the fix keeps there what objects held in another field. */
    private @Nullable InsnList unlessMoved(@Nullable InsnList value, boolean byMethod) {
        boolean held = value != null && readsObject(value) && !byMethod;
        MovedState state = held ? null : MovedState.of(lifting, member);
        if (state == null) {
            return value;
        }
        FieldNode old = state.predecessor();
        if (old != null) {
            return read(old);
        }
        FieldNode candidate = state.candidate();
        if (candidate != null) {
            throw new NotCarried("the value of added field '" + symbol() + "' in objects that are there already is"
                    + " not known: the fix drops '" + owner.name.replace('/', '.') + "." + candidate.name
                    + "', and what they hold there is nowhere else; carry it over with --callbacks, or give it"
                    + " with --rule " + ShellWord.of(symbol() + "=VALUE")
                    + ", 'initial' if it may begin as in a new object");
        }
        return value;
    }

    private static boolean readsObject(InsnList value) {
        for (AbstractInsnNode at : value) {
            if (at.getOpcode() == Opcodes.GETFIELD) {
                return true;
            }
        }
        return false;
    }

    private InsnList read(FieldNode field) {
        return Expressions.read(owner.name, field.name, field.desc);
    }

    /** What objects hold in a running field that it widens or replaces; null when that is none. */
    private @Nullable InsnList held() {
        InsnList narrower = narrower();
        MovedState state = MovedState.of(lifting, member);
        FieldNode old = state == null ? null : state.predecessor();
        return narrower == null && old != null ? read(old) : narrower;
    }

    /** What the running field of this name holds, where the fix made its type a wider one; null when it did not. */
    private @Nullable InsnList narrower() {
        ClassNode running = lifting.before().ownClass(owner.name);
        for (FieldNode old : running == null ? List.<FieldNode>of() : running.fields) {
            boolean isStatic = (old.access & Opcodes.ACC_STATIC) != 0;
            if (!isStatic && old.name.equals(member.field().name) && fits(Type.getType(old.desc))) {
                InsnList list = read(old);
                if (member.field().desc.equals("J")) {
                    list.add(new InsnNode(Opcodes.I2L));
                }
                return list;
            }
        }
        return null;
    }

    private boolean fits(Type old) {
        Type now = Type.getType(member.field().desc);
        if (old.getSort() == Type.OBJECT && now.getSort() == Type.OBJECT) {
            return lifting.after().isSubtype(old.getInternalName(), now.getInternalName());
        }
        return old.getSort() == Type.INT && now.getSort() == Type.LONG;
    }

    private String symbol() {
        return owner.name.replace('/', '.') + "." + member.field().name;
    }

    /** The constructors objects that are there may have been made by: those the running class has too. */
    private List<MethodNode> constructors() {
        List<MethodNode> all = owner.methods.stream()
                .filter(method -> method.name.equals("<init>"))
                .toList();
        ClassNode running = lifting.before().ownClass(owner.name);
        List<MethodNode> kept = all.stream()
                .filter(method -> View.declaredMethod(running, "<init>", method.desc) != null)
                .toList();
        return kept.isEmpty() ? all : kept;
    }

    /** Old code that runs again, on objects that new code has made, finds nothing in a field the fix has no name for. */
    private void warnOfRemoved(InsnList value) {
        for (AbstractInsnNode at : value) {
            if (at instanceof FieldInsnNode read
                    && read.getOpcode() == Opcodes.GETFIELD
                    && lifting.after().field(read.owner, read.name, read.desc) == null) {
                lifting.warn("added field '" + symbol() + "' takes the place of '" + read.owner.replace('/', '.') + "."
                        + read.name
                        + "': objects made while the patch is enabled have there, for old code when it is disabled,"
                        + " at most what they were made with");
            }
        }
    }

    private MethodInsnNode add(InsnList value) {
        warnOfRemoved(value);
        CodeClass holder = lifting.code(owner.name);
        String descriptor = "(L" + owner.name + ";)" + member.field().desc;
        String name = holder.nameFor(
                "initial " + member.field().name + member.field().desc, "initial$" + member.field().name, descriptor);
        lifting.origins().mention(holder.key(name, descriptor));
        MethodNode method = Code.staticMethod(name, descriptor);
        method.instructions.add(value);
        method.instructions.add(Code.returnOf(descriptor));
        method.maxLocals = 1;
        method.maxStack = 16;
        MethodNode finished = holder.version() >= Opcodes.V1_6
                ? FrameRepair.repaired(lifting.after(), holder.name(), "java/lang/Object", method)
                : method;
        new Rewriter(lifting, lifting.liftedPlace(owner.name), lifting.after(), finished).rewrite();
        holder.add(finished);
        return new MethodInsnNode(Opcodes.INVOKESTATIC, holder.name(), name, descriptor, false);
    }

    private InsnList constant(String rule) {
        InsnList list = new InsnList();
        try {
            switch (Type.getType(member.field().desc).getSort()) {
                case Type.BOOLEAN ->
                    list.add(new InsnNode(Boolean.parseBoolean(rule) ? Opcodes.ICONST_1 : Opcodes.ICONST_0));
                case Type.CHAR -> list.add(new LdcInsnNode((int) rule.charAt(0)));
                case Type.BYTE, Type.SHORT, Type.INT -> list.add(new LdcInsnNode(Integer.decode(rule)));
                case Type.LONG -> list.add(new LdcInsnNode(Long.decode(rule)));
                case Type.FLOAT -> list.add(new LdcInsnNode(Float.valueOf(rule)));
                case Type.DOUBLE -> list.add(new LdcInsnNode(Double.valueOf(rule)));
                default -> reference(rule, list);
            }
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new NotCarried("rule '" + rule + "' is no value for field '" + symbol() + "'");
        }
        return list;
    }

    /** A string, or {@code new} for a fresh object made without arguments. */
    private void reference(String rule, InsnList list) {
        String type = Type.getType(member.field().desc).getInternalName();
        if (rule.equals("new")) {
            list.add(new org.objectweb.asm.tree.TypeInsnNode(Opcodes.NEW, type));
            list.add(new InsnNode(Opcodes.DUP));
            list.add(new MethodInsnNode(Opcodes.INVOKESPECIAL, type, "<init>", "()V", false));
        } else if (type.equals("java/lang/String")) {
            list.add(new LdcInsnNode(rule));
        } else {
            throw new NotCarried("rule for field '" + symbol() + "' must be 'null' or 'new'");
        }
    }
}
