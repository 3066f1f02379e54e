package org.klp4j.builder.lift;

import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Lifts a constructor the running class does not have into a static method that makes the object: by the running
 * constructor it starts with, or, where it starts with {@code super(…)}, by allocating an object of the class on
 * which only that super constructor runs.
 */
final class ConstructorLift {
    private final Lifting lifting;

    ConstructorLift(Lifting lifting) {
        this.lifting = lifting;
    }

    MethodInsnNode call(MethodMember member) {
        String host = member.owner().name;
        CodeClass holder = lifting.code(host);
        String descriptor = factoryType(host, member.method().desc);
        String key = "constructor " + member.method().desc;
        boolean known = holder.knows(key);
        String name = holder.nameFor(key, "new$", descriptor);
        lifting.origins().mention(holder.key(name, descriptor));
        if (!known) {
            lifting.later(holder.key(name, descriptor), () -> lift(holder, member, name, descriptor));
        }
        return new MethodInsnNode(Opcodes.INVOKESTATIC, holder.name(), name, descriptor, false);
    }

    static String factoryType(String host, String descriptor) {
        return descriptor.substring(0, descriptor.indexOf(')') + 1) + "L" + host + ";";
    }

    private void lift(CodeClass holder, MethodMember member, String name, String descriptor) {
        String host = member.owner().name;
        MethodNode code = Code.copy(member.method());
        InitCall init = InitCall.of(host, code);
        MethodInsnNode factory = factory(host, init.call());
        int arguments = Code.argumentSlots(code.desc);
        int self = code.maxLocals++;
        code.instructions.remove(init.receiver());
        VarInsnNode store = new VarInsnNode(Opcodes.ASTORE, self);
        code.instructions.set(init.call(), factory);
        code.instructions.insert(factory, store);
        init.delay(init.early(), store, self);
        if (!init.call().owner.equals(host)) { // no constructor of the class runs on the object
            keepDropped(host, code, store);
        }
        boolean frames = Code.hasFrames(code) || hasJumps(code);
        for (AbstractInsnNode at : code.instructions.toArray()) {
            if (at instanceof FrameNode) {
                code.instructions.remove(at);
            } else if (at instanceof VarInsnNode var) {
                var.var = slot(var.var, arguments, self);
            } else if (at instanceof IincInsnNode iinc) {
                iinc.var = slot(iinc.var, arguments, self);
            } else if (at.getOpcode() == Opcodes.RETURN) {
                code.instructions.insertBefore(at, new VarInsnNode(Opcodes.ALOAD, self));
                code.instructions.set(at, new InsnNode(Opcodes.ARETURN));
            }
        }
        code.access = CodeClass.METHOD;
        code.name = name;
        code.desc = descriptor;
        code.maxStack += 2;
        MethodNode finished = frames && holder.version() >= Opcodes.V1_6
                ? FrameRepair.repaired(lifting.after(), holder.name(), "java/lang/Object", code)
                : code;
        new Rewriter(lifting, lifting.liftedPlace(host), lifting.after(), finished).rewrite();
        holder.add(finished);
        lifting.fact("constructor '" + host.replace('/', '.') + Descriptors.parameters(member.method().desc)
                + "' lifted into '" + holder.name().replace('/', '.') + "'");
    }

    private void keepDropped(String host, MethodNode code, VarInsnNode store) {
        ClassNode running = lifting.before().ownClass(host);
        if (running != null) {
            DroppedFields dropped = new DroppedFields(lifting, running);
            code.instructions.insert(store, dropped.common(store.var));
            code.maxStack = Math.max(code.maxStack, dropped.maxStack());
        }
    }

    /** {@code this} gets a slot of its own behind all others, parameters start at 0. */
    private static int slot(int slot, int arguments, int self) {
        if (slot == 0) {
            return self;
        }
        return slot <= arguments ? slot - 1 : slot;
    }

    private static boolean hasJumps(MethodNode code) {
        for (AbstractInsnNode at : code.instructions) {
            if (at instanceof JumpInsnNode) {
                return true;
            }
        }
        return !code.tryCatchBlocks.isEmpty();
    }

    private MethodInsnNode factory(String host, MethodInsnNode init) {
        boolean runs = View.declaredMethod(lifting.before().find(init.owner), "<init>", init.desc) != null;
        MethodMember target = lifting.after().method(init.owner, "<init>", init.desc);
        if (init.owner.equals(host)) {
            if (runs || target == null) {
                return lifting.link(host).construct(host, init.desc);
            }
            return lifting.liftedConstructor(target);
        }
        if (!runs) {
            throw new NotCarried("constructor '" + host.replace('/', '.') + "' calls 'super"
                    + Descriptors.parameters(init.desc) + "' that the running superclass does not have");
        }
        return lifting.link(host).constructAs(init.owner, init.desc);
    }
}
