package org.klp4j.builder.lift;

import org.jspecify.annotations.Nullable;
import org.klp4j.builder.world.FieldMember;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * One class per added instance field: a table from object to value, the hook's, and static accessors over it. It
 * tells the table the value an object that was there before the patch begins with.
 */
final class ShadowClass {
    /** The hook's table. */
    static final String TABLE = "java/lang/KlpShadow";

    private static final String OBJECT = "Ljava/lang/Object;";

    private final Lifting lifting;
    private final FieldMember member;
    private final String owner;
    private final Type type;
    private final ClassNode node = new ClassNode();

    ShadowClass(Lifting lifting, String name, FieldMember member) {
        this.lifting = lifting;
        this.member = member;
        this.owner = member.owner().name;
        this.type = Type.getType(member.field().desc);
        node.version = Opcodes.V17;
        node.access = Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        node.name = name;
        node.superName = TABLE;
        String self = "L" + name + ";";
        node.fields.add(
                new FieldNode(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, "TABLE", self, null, null));
        node.methods.add(constructor());
        node.methods.add(initializer(self));
        node.methods.add(get(self));
        node.methods.add(set(self));
    }

    ClassNode node() {
        return node;
    }

    String host() {
        return owner;
    }

    MethodInsnNode getter() {
        return new MethodInsnNode(Opcodes.INVOKESTATIC, node.name, "get", "(L" + owner + ";)" + type, false);
    }

    MethodInsnNode setter() {
        return new MethodInsnNode(Opcodes.INVOKESTATIC, node.name, "set", "(L" + owner + ";" + type + ")V", false);
    }

    private MethodNode constructor() {
        MethodNode method = new MethodNode(Opcodes.ASM9, Opcodes.ACC_PRIVATE, "<init>", "()V", null, null);
        method.instructions.add(new VarInsnNode(Opcodes.ALOAD, 0));
        method.instructions.add(new LdcInsnNode(owner.replace('/', '.') + "." + member.field().name + ":" + type));
        method.instructions.add(
                new MethodInsnNode(Opcodes.INVOKESPECIAL, TABLE, "<init>", "(Ljava/lang/String;)V", false));
        method.instructions.add(new InsnNode(Opcodes.RETURN));
        method.maxLocals = 1;
        method.maxStack = 2;
        return method;
    }

    private MethodNode initializer(String self) {
        MethodNode method = new MethodNode(Opcodes.ASM9, Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        method.instructions.add(new TypeInsnNode(Opcodes.NEW, node.name));
        method.instructions.add(new InsnNode(Opcodes.DUP));
        method.instructions.add(new MethodInsnNode(Opcodes.INVOKESPECIAL, node.name, "<init>", "()V", false));
        method.instructions.add(new FieldInsnNode(Opcodes.PUTSTATIC, node.name, "TABLE", self));
        method.instructions.add(new InsnNode(Opcodes.RETURN));
        method.maxStack = 2;
        return method;
    }

    private MethodNode get(String self) {
        MethodNode method = Code.staticMethod("get", "(L" + owner + ";)" + type);
        method.instructions.add(new FieldInsnNode(Opcodes.GETSTATIC, node.name, "TABLE", self));
        method.instructions.add(new VarInsnNode(Opcodes.ALOAD, 0));
        method.instructions.add(
                new MethodInsnNode(Opcodes.INVOKEVIRTUAL, TABLE, "get", "(" + OBJECT + ")" + OBJECT, false));
        Boxing.unbox(method.instructions, type);
        method.instructions.add(new InsnNode(type.getOpcode(Opcodes.IRETURN)));
        method.maxLocals = 1;
        method.maxStack = 2;
        return method;
    }

    private MethodNode set(String self) {
        MethodNode method = Code.staticMethod("set", "(L" + owner + ";" + type + ")V");
        method.instructions.add(new FieldInsnNode(Opcodes.GETSTATIC, node.name, "TABLE", self));
        method.instructions.add(new VarInsnNode(Opcodes.ALOAD, 0));
        method.instructions.add(new VarInsnNode(type.getOpcode(Opcodes.ILOAD), 1));
        Boxing.box(method.instructions, type);
        method.instructions.add(
                new MethodInsnNode(Opcodes.INVOKEVIRTUAL, TABLE, "set", "(" + OBJECT + OBJECT + ")V", false));
        method.instructions.add(new InsnNode(Opcodes.RETURN));
        method.maxLocals = 3;
        method.maxStack = 4;
        return method;
    }

    /** Adds what gives an old object its value. */
    void finish() {
        MethodNode initial =
                new MethodNode(Opcodes.ASM9, Opcodes.ACC_PROTECTED, "initial", "(" + OBJECT + ")" + OBJECT, null, null);
        @Nullable MethodInsnNode value = new InitialValue(lifting, member).method();
        if (value == null) {
            initial.instructions.add(new InsnNode(zero()));
        } else {
            initial.instructions.add(new VarInsnNode(Opcodes.ALOAD, 1));
            initial.instructions.add(new TypeInsnNode(Opcodes.CHECKCAST, owner));
            initial.instructions.add(value);
        }
        if (value != null || type.getSort() < Type.ARRAY) {
            Boxing.box(initial.instructions, type);
        }
        initial.instructions.add(new InsnNode(Opcodes.ARETURN));
        initial.maxLocals = 2;
        initial.maxStack = 3;
        node.methods.add(initial);
        lifting.fact("field '" + owner.replace('/', '.') + "." + member.field().name + "' as a shadow variable");
    }

    private int zero() {
        return switch (type.getSort()) {
            case Type.LONG -> Opcodes.LCONST_0;
            case Type.FLOAT -> Opcodes.FCONST_0;
            case Type.DOUBLE -> Opcodes.DCONST_0;
            case Type.ARRAY, Type.OBJECT -> Opcodes.ACONST_NULL;
            default -> Opcodes.ICONST_0;
        };
    }
}
