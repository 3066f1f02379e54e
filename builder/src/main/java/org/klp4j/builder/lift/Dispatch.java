package org.klp4j.builder.lift;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.MethodMember;
import org.klp4j.builder.world.View;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Chooses among overrides by the class of the receiver, where the JVM's own method table does not know them. */
final class Dispatch {
    private final Lifting lifting;

    Dispatch(Lifting lifting) {
        this.lifting = lifting;
    }

    /**
     * A static method that calls the most derived override.
     *
     * @param own what to call for any other receiver; null when the method is abstract
     */
    MethodNode method(
            String name,
            String descriptor,
            MethodMember member,
            List<ClassNode> overriders,
            @Nullable MethodInsnNode own) {
        MethodNode method = Code.staticMethod(name, descriptor);
        method.instructions.add(choices(member, descriptor, overriders, Code.parametersFrame(descriptor)));
        if (own == null) {
            method.instructions.add(abstractError(name));
        } else {
            method.instructions.add(Code.loadArguments(descriptor));
            method.instructions.add(own);
            method.instructions.add(Code.returnOf(descriptor));
        }
        method.maxLocals = Code.argumentSlots(descriptor);
        method.maxStack = method.maxLocals + 3;
        return method;
    }

    /** Code for the start of a method: if the receiver is of one of these classes, call its override and return. */
    InsnList choices(MethodMember member, String staticDescriptor, List<ClassNode> overriders, FrameNode entry) {
        InsnList list = new InsnList();
        for (ClassNode overrider : overriders) {
            boolean seen = (overrider.access & Opcodes.ACC_PUBLIC) != 0
                    || Place.packageOf(overrider.name).equals(Place.packageOf(member.owner().name));
            if (!seen) {
                throw new NotCarried("it has to lead to the override in '" + overrider.name.replace('/', '.')
                        + "', a class that other packages may not name");
            }
            LabelNode next = new LabelNode();
            list.add(new VarInsnNode(Opcodes.ALOAD, 0));
            list.add(test(overrider));
            list.add(new JumpInsnNode(Opcodes.IFEQ, next));
            InsnList arguments = Code.loadArguments(staticDescriptor);
            arguments.insert(arguments.getFirst(), new TypeInsnNode(Opcodes.CHECKCAST, overrider.name));
            list.add(arguments);
            list.add(target(member, overrider));
            list.add(Code.returnOf(staticDescriptor));
            list.add(next);
            list.add(new FrameNode(Opcodes.F_NEW, entry.local.size(), entry.local.toArray(), 0, new Object[0]));
        }
        return list;
    }

    private MethodInsnNode test(ClassNode type) {
        if (lifting.isAdded(type.name)) {
            return addedTest(type.name);
        }
        CodeClass holder = lifting.code(type.name);
        String descriptor = "(Ljava/lang/Object;)Z";
        boolean known = holder.knows("is");
        String name = holder.nameFor("is", "is$", descriptor);
        if (!known) {
            holder.add(instanceOf(name, descriptor, type.name));
        }
        return new MethodInsnNode(Opcodes.INVOKESTATIC, holder.name(), name, descriptor, false);
    }

    private MethodInsnNode addedTest(String type) {
        String host = lifting.hostFor(type);
        if (host == null) {
            throw new NotCarried("no running class shares the package of added class '" + type + "'");
        }
        lifting.need(type, host);
        CodeClass holder = lifting.code(host);
        String descriptor = "(Ljava/lang/Object;)Z";
        boolean known = holder.knows("is " + type);
        String name = holder.nameFor("is " + type, "is$" + type.substring(type.lastIndexOf('/') + 1), descriptor);
        if (!known) {
            holder.add(instanceOf(name, descriptor, type));
        }
        return new MethodInsnNode(Opcodes.INVOKESTATIC, holder.name(), name, descriptor, false);
    }

    /** A class that cannot be loaded has no instances. */
    private static MethodNode instanceOf(String name, String descriptor, String type) {
        MethodNode method = Code.staticMethod(name, descriptor);
        LabelNode start = new LabelNode();
        LabelNode end = new LabelNode();
        LabelNode handler = new LabelNode();
        method.instructions.add(start);
        method.instructions.add(new VarInsnNode(Opcodes.ALOAD, 0));
        method.instructions.add(new TypeInsnNode(Opcodes.INSTANCEOF, type));
        method.instructions.add(end);
        method.instructions.add(new InsnNode(Opcodes.IRETURN));
        method.instructions.add(handler);
        method.instructions.add(new FrameNode(
                Opcodes.F_NEW, 1, new Object[] {"java/lang/Object"}, 1, new Object[] {"java/lang/NoClassDefFoundError"
                }));
        method.instructions.add(new InsnNode(Opcodes.POP));
        method.instructions.add(new InsnNode(Opcodes.ICONST_0));
        method.instructions.add(new InsnNode(Opcodes.IRETURN));
        method.tryCatchBlocks.add(new TryCatchBlockNode(start, end, handler, "java/lang/NoClassDefFoundError"));
        method.maxLocals = 1;
        method.maxStack = 1;
        return method;
    }

    private MethodInsnNode target(MethodMember member, ClassNode overrider) {
        MethodNode declared = View.declaredMethod(overrider, member.method().name, member.method().desc);
        if (declared == null) {
            throw new IllegalStateException(overrider.name + " does not override " + member.method().name);
        }
        ClassNode running = lifting.before().ownClass(overrider.name);
        boolean runs = View.declaredMethod(running, declared.name, declared.desc) != null;
        if (lifting.isAdded(overrider.name)) {
            lifting.publish(overrider.name, declared.name, declared.desc);
            return new MethodInsnNode(Opcodes.INVOKEVIRTUAL, overrider.name, declared.name, declared.desc, false);
        } else if (runs) {
            return lifting.link(overrider.name).invokeVirtual(overrider.name, declared.name, declared.desc);
        }
        return lifting.lifted(new MethodMember(overrider, declared), true);
    }

    private static InsnList abstractError(String name) {
        InsnList list = new InsnList();
        list.add(new TypeInsnNode(Opcodes.NEW, "java/lang/AbstractMethodError"));
        list.add(new InsnNode(Opcodes.DUP));
        list.add(new LdcInsnNode(name));
        list.add(new MethodInsnNode(
                Opcodes.INVOKESPECIAL, "java/lang/AbstractMethodError", "<init>", "(Ljava/lang/String;)V", false));
        list.add(new InsnNode(Opcodes.ATHROW));
        return list;
    }
}
