package org.klp4j.builder.lift;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * One class per host whose static methods do what only the host may do: read a private field, call a private or
 * protected method, call {@code super}. Each is one {@code invokedynamic} that the hook links once, to a constant
 * call site, so compiled code pays nothing. Old class files can call it, since the call itself is a plain
 * {@code invokestatic}.
 */
final class LinkClass {
    /** The hook's bootstrap; its class stands in {@code java.lang} of the target. */
    static final String BOOTSTRAP_OWNER = "java/lang/KlpLink";

    private static final String BOOTSTRAP = "link";
    private static final String BOOTSTRAP_TYPE = "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;"
            + "Ljava/lang/invoke/MethodType;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)"
            + "Ljava/lang/invoke/CallSite;";

    private final String host;
    private final ClassNode node = new ClassNode();
    private final Map<String, MethodInsnNode> known = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    LinkClass(String name, String host) {
        this.host = host;
        node.version = Opcodes.V17;
        node.access = Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        node.name = name;
        node.superName = "java/lang/Object";
    }

    ClassNode node() {
        return node;
    }

    /** {@code getfield} or {@code getstatic}. */
    MethodInsnNode get(boolean isStatic, String owner, String name, String descriptor) {
        String type = "(" + (isStatic ? "" : "L" + owner + ";") + ")" + descriptor;
        return thunk(isStatic ? "getStatic" : "getField", "get$" + name, type, owner, name, descriptor);
    }

    /** {@code putfield} or {@code putstatic}, final fields too. */
    MethodInsnNode put(boolean isStatic, String owner, String name, String descriptor) {
        String type = "(" + (isStatic ? "" : "L" + owner + ";") + descriptor + ")V";
        return thunk(isStatic ? "putStatic" : "putField", "put$" + name, type, owner, name, descriptor);
    }

    /** A call of a static method. */
    MethodInsnNode invokeStatic(String owner, String name, String descriptor) {
        return thunk("invokeStatic", "call$" + name, descriptor, owner, name, descriptor);
    }

    /** A call of an instance method, chosen by the receiver. */
    MethodInsnNode invokeVirtual(String owner, String name, String descriptor) {
        return thunk("invokeVirtual", "call$" + name, withReceiver(owner, descriptor), owner, name, descriptor);
    }

    /** A call of a method of the JDK that looks at its caller, as if the host called it. */
    MethodInsnNode invokeAsHost(boolean isStatic, String owner, String name, String descriptor) {
        return isStatic
                ? thunk("callerStatic", "call$" + name, descriptor, owner, name, descriptor)
                : thunk("callerVirtual", "call$" + name, withReceiver(owner, descriptor), owner, name, descriptor);
    }

    /** {@code super.name(…)} as the host would call it. */
    MethodInsnNode invokeSpecial(String owner, String name, String descriptor) {
        return thunk("invokeSpecial", "super$" + name, withReceiver(host, descriptor), owner, name, descriptor);
    }

    /** {@code new owner(…)}. */
    MethodInsnNode construct(String owner, String descriptor) {
        String type = descriptor.substring(0, descriptor.indexOf(')') + 1) + "L" + owner + ";";
        return thunk("new", "new$", type, owner, "<init>", descriptor);
    }

    /** An instance of the host on which only a constructor of {@code ancestor} has run. */
    MethodInsnNode constructAs(String ancestor, String descriptor) {
        String type = descriptor.substring(0, descriptor.indexOf(')') + 1) + "L" + host + ";";
        return thunk(
                "newAs",
                "new$" + ancestor.substring(ancestor.lastIndexOf('/') + 1),
                type,
                ancestor,
                "<init>",
                descriptor);
    }

    static String withReceiver(String owner, String descriptor) {
        return "(L" + owner + ";" + descriptor.substring(1);
    }

    private MethodInsnNode thunk(
            String kind, String name, String type, String owner, String member, String descriptor) {
        String key = kind + " " + owner + "." + member + descriptor;
        MethodInsnNode call = known.get(key);
        if (call == null) {
            String free = name;
            for (int i = 1; !names.add(free + type); i++) {
                free = name + "$" + i;
            }
            String target = kind + " " + owner + " " + member;
            node.methods.add(method(free, type, host, target, descriptor));
            call = new MethodInsnNode(Opcodes.INVOKESTATIC, node.name, free, type, false);
            known.put(key, call);
        }
        return new MethodInsnNode(Opcodes.INVOKESTATIC, call.owner, call.name, call.desc, false);
    }

    private static MethodNode method(String name, String type, String host, String target, String descriptor) {
        MethodNode method =
                new MethodNode(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC, name, type, null, null);
        int slot = 0;
        for (Type argument : Type.getArgumentTypes(type)) {
            method.instructions.add(new VarInsnNode(argument.getOpcode(Opcodes.ILOAD), slot));
            slot += argument.getSize();
        }
        Handle bootstrap = new Handle(Opcodes.H_INVOKESTATIC, BOOTSTRAP_OWNER, BOOTSTRAP, BOOTSTRAP_TYPE, false);
        method.instructions.add(new InvokeDynamicInsnNode(
                "link", type, bootstrap, host.replace('/', '.'), target.replace('/', '.'), descriptor));
        method.instructions.add(new InsnNode(Type.getReturnType(type).getOpcode(Opcodes.IRETURN)));
        method.maxLocals = slot;
        method.maxStack = Math.max(slot, 2);
        return method;
    }
}
