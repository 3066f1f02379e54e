package org.klp4j.builder.lift;

import java.util.LinkedHashMap;
import java.util.Map;
import org.klp4j.builder.world.MethodMember;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * One class per host whose static methods streams are led to where the running class lacks a serialization method.
 * Without the patch each does what it means that the method is not there; the patch replaces its body.
 */
public final class SerialClass {
    private static final String IN = "java/io/ObjectInputStream";
    private static final String OUT = "java/io/ObjectOutputStream";
    private static final String ASK = "java/lang/KlpSerial";

    private final Lifting lifting;
    private final String host;
    private final ClassNode node = new ClassNode();
    private final Map<String, MethodNode> patched = new LinkedHashMap<>();

    SerialClass(Lifting lifting, String name, String host) {
        this.lifting = lifting;
        this.host = host;
        node.version = Opcodes.V1_8;
        node.access = Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        node.name = name;
        node.superName = "java/lang/Object";
    }

    /** The class as it is brought along. */
    public ClassNode node() {
        return node;
    }

    /** The running class it stands beside. */
    public String host() {
        return host;
    }

    /** The bodies its methods get from the patch, by name and descriptor. */
    public Map<String, MethodNode> patched() {
        return patched;
    }

    /** Streams find this method of the fixed class. */
    public void carry(MethodNode method) {
        MethodNode body = absent(method);
        MethodNode replaced = new MethodNode(Opcodes.ASM9, body.access, body.name, body.desc, null, null);
        MethodInsnNode lifted = lifting.lifted(new MethodMember(lifting.newest(host), method), true);
        replaced.instructions.add(Code.loadArguments(body.desc));
        replaced.instructions.add(lifted);
        replaced.instructions.add(Code.returnOf(body.desc));
        add(body, replaced);
    }

    /** Streams refuse objects of the host, as if it were not serializable. */
    public void refuse(MethodNode method) {
        MethodNode body = absent(method);
        MethodNode replaced = new MethodNode(Opcodes.ASM9, body.access, body.name, body.desc, null, null);
        replaced.instructions.add(refusal(host, body.name, body.desc));
        Expressions.copy(body.instructions, replaced.instructions);
        add(body, replaced);
    }

    private void add(MethodNode body, MethodNode replaced) {
        for (MethodNode made : new MethodNode[] {body, replaced}) {
            made.maxLocals = Code.argumentSlots(body.desc);
            made.maxStack = made.maxLocals + 3;
        }
        node.methods.add(body);
        patched.put(body.name + body.desc, replaced);
    }

    /** A static method that does what it means that the host has no such method. */
    private MethodNode absent(MethodNode method) {
        int visibility = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED | Opcodes.ACC_PRIVATE;
        String descriptor = LinkClass.withReceiver(host, method.desc);
        int access = (method.access & visibility) | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
        MethodNode body = new MethodNode(Opcodes.ASM9, access, method.name, descriptor, null, null);
        String superName = lifting.newest(host).superName;
        MethodMember inherited = lifting.before().method(superName, method.name, method.desc);
        if (inherited != null && inherited.hasCode() && !inherited.is(Opcodes.ACC_PRIVATE)) {
            body.instructions.add(Code.loadArguments(descriptor));
            body.instructions.add(lifting.link(host).invokeSpecial(superName, method.name, method.desc));
            body.instructions.add(Code.returnOf(descriptor));
        } else {
            body.instructions.add(absence(method.name));
        }
        return body;
    }

    /** What streams do where a class has no such method, with the object in slot 0 and the stream in slot 1. */
    public static InsnList absence(String name) {
        InsnList code = new InsnList();
        switch (name) {
            case "readObject" -> {
                code.add(new VarInsnNode(Opcodes.ALOAD, 1));
                code.add(new MethodInsnNode(Opcodes.INVOKEVIRTUAL, IN, "defaultReadObject", "()V", false));
                code.add(new InsnNode(Opcodes.RETURN));
            }
            case "writeObject" -> {
                code.add(new VarInsnNode(Opcodes.ALOAD, 1));
                code.add(new MethodInsnNode(Opcodes.INVOKEVIRTUAL, OUT, "defaultWriteObject", "()V", false));
                code.add(new InsnNode(Opcodes.RETURN));
            }
            case "readObjectNoData" -> code.add(new InsnNode(Opcodes.RETURN));
            default -> {
                code.add(new VarInsnNode(Opcodes.ALOAD, 0));
                code.add(new InsnNode(Opcodes.ARETURN));
            }
        }
        return code;
    }

    /** Throws what the JDK throws for an object that is not serializable, unless this one is by another class. */
    private static InsnList refusal(String host, String name, String staticDescriptor) {
        boolean reads = name.startsWith("read");
        String exception = reads ? "java/io/InvalidClassException" : "java/io/NotSerializableException";
        InsnList code = new InsnList();
        LabelNode otherwise = new LabelNode();
        code.add(new VarInsnNode(Opcodes.ALOAD, 0));
        code.add(new LdcInsnNode(Type.getObjectType(host)));
        code.add(new MethodInsnNode(
                Opcodes.INVOKESTATIC, ASK, "serializable", "(Ljava/lang/Object;Ljava/lang/Class;)Z", false));
        code.add(new JumpInsnNode(Opcodes.IFNE, otherwise));
        code.add(new TypeInsnNode(Opcodes.NEW, exception));
        code.add(new InsnNode(Opcodes.DUP));
        code.add(new VarInsnNode(Opcodes.ALOAD, 0));
        code.add(new MethodInsnNode(
                Opcodes.INVOKEVIRTUAL, "java/lang/Object", "getClass", "()Ljava/lang/Class;", false));
        code.add(
                new MethodInsnNode(Opcodes.INVOKEVIRTUAL, "java/lang/Class", "getName", "()Ljava/lang/String;", false));
        if (reads) {
            code.add(new LdcInsnNode("class invalid for deserialization"));
        }
        String parameters = reads ? "(Ljava/lang/String;Ljava/lang/String;)V" : "(Ljava/lang/String;)V";
        code.add(new MethodInsnNode(Opcodes.INVOKESPECIAL, exception, "<init>", parameters, false));
        code.add(new InsnNode(Opcodes.ATHROW));
        code.add(otherwise);
        code.add(Code.parametersFrame(staticDescriptor));
        return code;
    }

    /** The code of a serialization method the running class does have, when it is not serializable any more. */
    public static MethodNode refusing(String host, MethodNode method) {
        MethodNode code = new MethodNode(Opcodes.ASM9, method.access, method.name, method.desc, null, null);
        String descriptor = LinkClass.withReceiver(host, method.desc);
        code.instructions.add(refusal(host, method.name, descriptor));
        code.instructions.add(absence(method.name));
        code.maxLocals = Code.argumentSlots(descriptor);
        code.maxStack = code.maxLocals + 3;
        return code;
    }

    /** The code that stands in for a serialization method the fix removes. */
    public static MethodNode removed(String host, MethodNode method) {
        MethodNode code = new MethodNode(Opcodes.ASM9, method.access, method.name, method.desc, null, null);
        code.instructions.add(absence(method.name));
        code.maxLocals = Code.argumentSlots(LinkClass.withReceiver(host, method.desc));
        code.maxStack = code.maxLocals + 1;
        return code;
    }
}
