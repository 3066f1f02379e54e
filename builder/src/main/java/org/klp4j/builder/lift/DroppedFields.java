package org.klp4j.builder.lift;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
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
        List<FieldInsnNode> dropped = stores(running);
        if (dropped.isEmpty()) {
            return;
        }
        Receivers receivers = new Receivers(host.name, running);
        receivers.analyze();
        MethodInsnNode call = call(code);
        InsnList kept = new InsnList();
        for (FieldInsnNode put : dropped) {
            InsnList value = call == null || !only(put, dropped) ? null : value(running, receivers, put, code, call);
            if (value == null) {
                warn(put);
            } else {
                kept.add(new VarInsnNode(Opcodes.ALOAD, 0));
                kept.add(value);
                kept.add(new FieldInsnNode(Opcodes.PUTFIELD, put.owner, put.name, put.desc));
            }
        }
        if (call != null) {
            code.instructions.insert(call, kept);
            code.maxStack = Math.max(code.maxStack, running.maxStack);
        }
    }

    private void warn(FieldInsnNode put) {
        String line = "the fix drops field '" + host.name.replace('/', '.') + "." + put.name
                + "': objects made while the patch is enabled have nothing there for old code when it is disabled";
        if (!lifting.warnings().contains(line)) {
            lifting.warn(line);
        }
    }

    private List<FieldInsnNode> stores(MethodNode running) {
        List<FieldInsnNode> stores = new ArrayList<>();
        ClassNode fixed = lifting.after().ownClass(host.name);
        for (AbstractInsnNode at : running.instructions) {
            if (fixed != null
                    && at instanceof FieldInsnNode put
                    && put.getOpcode() == Opcodes.PUTFIELD
                    && put.owner.equals(host.name)
                    && View.declaredField(fixed, put.name, put.desc) == null) {
                stores.add(put);
            }
        }
        return stores;
    }

    private static boolean only(FieldInsnNode put, List<FieldInsnNode> stores) {
        return stores.stream().filter(other -> other.name.equals(put.name)).count() == 1;
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

    /** What the running constructor stores, where the new code can store it behind its call of the other one. */
    private static @Nullable InsnList value(
            MethodNode running, Receivers receivers, FieldInsnNode put, MethodNode code, MethodInsnNode call) {
        AbstractInsnNode end = receivers.ready(put);
        AbstractInsnNode receiver = receivers.source(end, 1);
        AbstractInsnNode start = receiver == null ? null : Code.next(receiver);
        if (start == null
                || mayBeSkipped(running, put)
                || !receivers.assignsToThis(put)
                || !receivers.putsIntoThis(end)) {
            return null;
        }
        InsnList value = Expressions.cut(running, start, end, Expressions.parameters(running))
                .code();
        boolean shared = end != put; // in a = b = value
        VarInsnNode load = value == null ? null : load(value);
        boolean known = load == null
                ? value != null && fresh(value, shared)
                : isParameter(running, load.var) && !HeldValues.changes(code.instructions.getFirst(), call, load.var);
        return known ? value : null;
    }

    /** Whether some way through the constructor goes around an instruction. */
    private static boolean mayBeSkipped(MethodNode running, AbstractInsnNode at) {
        int place = running.instructions.indexOf(at);
        for (AbstractInsnNode before = at; before != null; before = before.getPrevious()) {
            boolean over = before instanceof JumpInsnNode jump && running.instructions.indexOf(jump.label) > place;
            if (over || before instanceof TableSwitchInsnNode || before instanceof LookupSwitchInsnNode) {
                return true;
            }
        }
        return false;
    }

    /** Whether a slot holds what the constructor was called with, from its begin to its end. */
    private static boolean isParameter(MethodNode constructor, int slot) {
        return HeldValues.parameter(constructor, slot) != null && !HeldValues.changes(constructor, slot);
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
