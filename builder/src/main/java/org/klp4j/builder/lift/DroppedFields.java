package org.klp4j.builder.lift;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Fields of a running class that the fix has no longer. Old code that runs again, after disable, looks for them in the
 * objects that new code has made, so a constructor's new code stores there what the running one does: where that is a
 * parameter, a constant, or a plain object of the JDK's, which costs little and cannot fail.
 */
final class DroppedFields {
    /** Classes of which an object is nothing but memory: no thread, no file, nothing to be closed. */
    private static final Pattern PLAIN = Pattern.compile("java/lang/(Object|StringBu\\w+|ThreadLocal)"
            + "|java/util/(concurrent/(atomic/|locks/)?)?(?!Timer|Scanner|\\w*(Executor|Pool))\\w+");

    /** Classes whose static methods make such objects. */
    private static final Set<String> MAKERS = Set.of(
            "java/util/Collections",
            "java/util/List",
            "java/util/Map",
            "java/util/Optional",
            "java/util/Set",
            "java/util/concurrent/ConcurrentHashMap",
            "java/lang/Boolean",
            "java/lang/Integer",
            "java/lang/Long");

    private static final int MAX_DEPTH = 8;

    private final Lifting lifting;
    private final ClassNode host;

    DroppedFields(Lifting lifting, ClassNode host) {
        this.lifting = lifting;
        this.host = host;
    }

    /**
     * Adds the stores right behind the call of the other constructor, where parameters are what they were and no frame
     * is in the way.
     */
    void keep(MethodNode running, MethodNode code) {
        MethodInsnNode call = call(code);
        InsnList kept = new InsnList();
        for (FieldNode field : dropped()) {
            Stored stored = stored(running, field);
            if (stored.nowhere()) {
                continue;
            }
            VarInsnNode load = stored.value() == null ? null : load(stored.value());
            boolean known = load == null || (call != null && isParameter(running, code, call, load.var));
            add(field, known ? stored.value() : null, 0, kept, call != null);
        }
        if (call != null) {
            code.instructions.insert(call, kept);
            code.maxStack = Math.max(code.maxStack, maxStack());
        }
    }

    /** The stores for an object that a constructor of the fix alone makes: what every running one begins with. */
    InsnList common(int self) {
        InsnList kept = new InsnList();
        for (FieldNode field : dropped()) {
            Set<String> texts = new TreeSet<>();
            InsnList value = null;
            for (MethodNode constructor : constructors()) {
                Stored stored = stored(constructor, field);
                value = stored.value();
                texts.add(text(stored));
            }
            if (!texts.equals(Set.of("nothing"))) {
                add(field, texts.size() == 1 && !texts.contains("unknown") ? value : null, self, kept, true);
            }
        }
        return kept;
    }

    private String text(Stored stored) {
        InsnList value = stored.value();
        if (value == null || load(value) != null) {
            return stored.nowhere() ? "nothing" : "unknown";
        }
        return FieldExpression.Value.known(value).text(host);
    }

    /** Enough for any of the values. */
    int maxStack() {
        return host.methods.stream().mapToInt(method -> method.maxStack).max().orElse(0) + 1;
    }

    private void add(FieldNode field, @Nullable InsnList value, int self, InsnList kept, boolean possible) {
        if (value == null || !possible) {
            warn(field);
            return;
        }
        kept.add(new VarInsnNode(Opcodes.ALOAD, self));
        kept.add(value);
        kept.add(new FieldInsnNode(Opcodes.PUTFIELD, host.name, field.name, field.desc));
    }

    private void warn(FieldNode field) {
        String line = "the fix drops field '" + host.name.replace('/', '.') + "." + field.name
                + "': objects made while the patch is enabled have nothing there for old code when it is disabled";
        if (!lifting.warnings().contains(line)) {
            lifting.warn(line);
        }
    }

    private List<FieldNode> dropped() {
        ClassNode fixed = lifting.after().ownClass(host.name);
        return host.fields.stream()
                .filter(field -> fixed != null
                        && (field.access & Opcodes.ACC_STATIC) == 0
                        && View.declaredField(fixed, field.name, field.desc) == null)
                .toList();
    }

    /** The running constructors that call one of the superclass. */
    private List<MethodNode> constructors() {
        return host.methods.stream()
                .filter(method -> method.name.equals("<init>"))
                .filter(method -> {
                    MethodInsnNode call = call(method);
                    return call == null || !call.owner.equals(host.name);
                })
                .toList();
    }

    /** The call of the other constructor; null where it is not made in the usual way. */
    private @Nullable MethodInsnNode call(MethodNode code) {
        try {
            InitCall init = InitCall.of(host.name, code);
            return init.leavesNothing() ? init.call() : null;
        } catch (NotCarried unusual) {
            return null;
        }
    }

    /**
     * What a running constructor stores in a field.
     *
     * @param nowhere whether it stores nothing
     * @param value made anew, or a parameter of the constructor; null where it is something else
     */
    private record Stored(boolean nowhere, @Nullable InsnList value) {
        static final Stored UNKNOWN = new Stored(false, null);
    }

    private Stored stored(MethodNode constructor, FieldNode field) {
        return stored(constructor, new FieldStores(lifting.before(), host, field), 0);
    }

    /** By the constructor itself, or by a method it calls. */
    private Stored stored(MethodNode code, FieldStores stores, int depth) {
        Receivers receivers = Receivers.of(host.name, code);
        LastStores last = stores.in(code, receivers);
        if (last.stores().isEmpty() || last.none() || last.stores().size() > 1 || depth > MAX_DEPTH) {
            return last.stores().isEmpty() ? new Stored(true, null) : Stored.UNKNOWN;
        }
        AbstractInsnNode store = last.stores().get(0);
        MethodNode called = stores.called(store);
        Stored value = called == null ? value(code, receivers, store) : stored(called, stores, depth + 1);
        boolean given = called != null && value.value() != null && load(value.value()) != null;
        return given ? Stored.UNKNOWN : value;
    }

    private static Stored value(MethodNode code, Receivers receivers, AbstractInsnNode put) {
        AbstractInsnNode end = receivers.ready(put);
        AbstractInsnNode receiver = receivers.source(end, 1);
        AbstractInsnNode start = receiver == null ? null : Code.next(receiver);
        if (start == null || !receivers.assignsToThis(put) || !receivers.putsIntoThis(end)) {
            return Stored.UNKNOWN;
        }
        boolean shared = end != put; // in a = b = value
        InsnList value =
                Expressions.cut(code, start, end, Expressions.parameters(code)).code();
        return value != null && (load(value) != null || fresh(value, shared))
                ? new Stored(false, value)
                : Stored.UNKNOWN;
    }

    /** Whether a slot holds what the constructor was called with, from its begin to its end, and so far in new code. */
    private static boolean isParameter(MethodNode running, MethodNode code, AbstractInsnNode call, int slot) {
        return HeldValues.parameter(running, slot) != null
                && !HeldValues.changes(running, slot)
                && !HeldValues.changes(code.instructions.getFirst(), call, slot);
    }

    /** The load of a variable that is all of a value; null when it is something else. */
    private static @Nullable VarInsnNode load(InsnList value) {
        VarInsnNode only = null;
        for (AbstractInsnNode at : value) {
            if (at.getOpcode() >= 0) {
                if (only != null || !(at instanceof VarInsnNode load) || load.var == 0) {
                    return null;
                }
                only = load;
            }
        }
        return only;
    }

    /** Whether it is made of nothing but constants; nothing is made where two fields must have the same object. */
    private static boolean fresh(InsnList value, boolean shared) {
        for (AbstractInsnNode at : value) {
            int opcode = at.getOpcode();
            boolean constant = opcode <= Opcodes.LDC || opcode == Opcodes.GETSTATIC;
            boolean converted = opcode >= Opcodes.I2L && opcode <= Opcodes.I2S;
            if (!constant && !converted && (shared || !makes(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean makes(AbstractInsnNode at) {
        return switch (at.getOpcode()) {
            case Opcodes.NEW, Opcodes.DUP, Opcodes.NEWARRAY, Opcodes.ANEWARRAY -> true;
            case Opcodes.INVOKESPECIAL ->
                PLAIN.matcher(((MethodInsnNode) at).owner).matches();
            case Opcodes.INVOKESTATIC -> MAKERS.contains(((MethodInsnNode) at).owner);
            default -> false;
        };
    }
}
