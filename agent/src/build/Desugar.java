import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Copies a jar with its lambdas turned into classes and the methods of its records into plain code. The agent runs each
 * once or twice, in a JVM that waits for it: linking a lambda at run time costs a millisecond, loading a class a fifth
 * of that, and what the JVM spins for it stays. Run as source: {@code java -cp ASM Desugar.java FROM TO}.
 */
final class Desugar implements Opcodes {
    private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory.metafactory";
    private static final String RECORDS = "java/lang/runtime/ObjectMethods.bootstrap";
    /** The same in every build, in every time zone. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Map<String, ClassNode> classes = new LinkedHashMap<>();
    private final Map<String, ClassNode> made = new LinkedHashMap<>();

    private Desugar() {}

    public static void main(String[] args) throws IOException {
        Desugar desugar = new Desugar();
        try (ZipFile jar = new ZipFile(args[0]);
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(Path.of(args[1])))) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().endsWith(".class")) {
                    ClassNode read = new ClassNode();
                    new ClassReader(jar.getInputStream(entry).readAllBytes()).accept(read, 0);
                    desugar.classes.put(entry.getName(), read);
                }
            }
            desugar.classes.values().forEach(desugar::desugar);
            desugar.made.values().forEach(lambda -> desugar.classes.put(lambda.name + ".class", lambda));
            for (Map.Entry<String, ClassNode> entry : desugar.classes.entrySet()) {
                ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
                entry.getValue().accept(writer);
                ZipEntry written = new ZipEntry(entry.getKey());
                written.setTimeLocal(NO_TIME);
                out.putNextEntry(written);
                out.write(writer.toByteArray());
                out.closeEntry();
            }
        }
    }

    private void desugar(ClassNode host) {
        for (MethodNode method : List.copyOf(host.methods)) {
            for (AbstractInsnNode code : method.instructions.toArray()) {
                if (code instanceof InvokeDynamicInsnNode indy) {
                    method.instructions.set(code, replacement(host, indy));
                }
            }
        }
    }

    private MethodInsnNode replacement(ClassNode host, InvokeDynamicInsnNode indy) {
        return switch (indy.bsm.getOwner() + "." + indy.bsm.getName()) {
            case LAMBDAS -> new MethodInsnNode(INVOKESTATIC, lambda(host, indy), "of", indy.desc);
            case RECORDS -> new MethodInsnNode(INVOKESTATIC, host.name, recordMethod(host, indy), indy.desc);
            default -> throw new IllegalStateException(host.name + ": no way to replace " + indy.bsm);
        };
    }

    /** Makes the class of a lambda, a member of its host's nest; {@code of} makes an object of it. */
    private String lambda(ClassNode host, InvokeDynamicInsnNode indy) {
        ClassNode lambda = new ClassNode();
        lambda.version = V17;
        lambda.access = ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC;
        lambda.name = host.name + "$$" + made.size();
        lambda.superName = "java/lang/Object";
        Type made = Type.getReturnType(indy.desc);
        lambda.interfaces = List.of(made.getInternalName());
        enterNest(host, lambda);
        Type[] captured = Type.getArgumentTypes(indy.desc);
        for (int i = 0; i < captured.length; i++) {
            lambda.visitField(ACC_PRIVATE | ACC_FINAL, "c" + i, captured[i].getDescriptor(), null, null);
        }
        constructor(lambda, captured);
        factory(lambda, indy.desc, captured);
        body(lambda, indy, captured);
        this.made.put(lambda.name, lambda);
        return lambda.name;
    }

    private void enterNest(ClassNode host, ClassNode lambda) {
        String nest = host.nestHostClass == null ? host.name : host.nestHostClass;
        ClassNode owner = classes.get(nest + ".class");
        if (owner.nestMembers == null) {
            owner.nestMembers = new ArrayList<>();
        }
        owner.nestMembers.add(lambda.name);
        lambda.nestHostClass = nest;
    }

    private static GeneratorAdapter method(ClassNode node, int access, Method method) {
        GeneratorAdapter code = new GeneratorAdapter(
                node.visitMethod(access, method.getName(), method.getDescriptor(), null, null),
                access,
                method.getName(),
                method.getDescriptor());
        code.visitCode();
        return code;
    }

    private static void constructor(ClassNode lambda, Type[] captured) {
        GeneratorAdapter code = method(lambda, ACC_PRIVATE, new Method("<init>", Type.VOID_TYPE, captured));
        code.loadThis();
        code.invokeConstructor(Type.getType(Object.class), Method.getMethod("void <init> ()"));
        for (int i = 0; i < captured.length; i++) {
            code.loadThis();
            code.loadArg(i);
            code.putField(Type.getObjectType(lambda.name), "c" + i, captured[i]);
        }
        code.returnValue();
        code.endMethod();
    }

    /**
     * A new object each time, also where one would do: kept in a static field it would need an initializer, and a class
     * whose initializer ran out of memory once is lost for good.
     */
    private static void factory(ClassNode lambda, String descriptor, Type[] captured) {
        Type self = Type.getObjectType(lambda.name);
        GeneratorAdapter code = method(lambda, ACC_STATIC, new Method("of", descriptor));
        code.newInstance(self);
        code.dup();
        code.loadArgs();
        code.invokeConstructor(self, new Method("<init>", Type.VOID_TYPE, captured));
        code.returnValue();
        code.endMethod();
    }

    /** What the lambda's interface calls: everything captured, then the arguments, handed to the implementation. */
    private static void body(ClassNode lambda, InvokeDynamicInsnNode indy, Type[] captured) {
        Method called = new Method(indy.name, ((Type) indy.bsmArgs[0]).getDescriptor());
        Type instantiated = (Type) indy.bsmArgs[2];
        Handle target = (Handle) indy.bsmArgs[1];
        List<Type> wanted = parameters(target);
        Type self = Type.getObjectType(lambda.name);
        GeneratorAdapter code = method(lambda, ACC_PUBLIC, called);
        if (target.getTag() == H_NEWINVOKESPECIAL) {
            code.newInstance(Type.getObjectType(target.getOwner()));
            code.dup();
        }
        for (int i = 0; i < captured.length; i++) {
            code.loadThis();
            code.getField(self, "c" + i, captured[i]);
        }
        for (int i = 0; i < called.getArgumentTypes().length; i++) {
            code.loadArg(i);
            Type seen = instantiated.getArgumentTypes()[i];
            adapt(code, called.getArgumentTypes()[i], seen);
            adapt(code, seen, wanted.get(captured.length + i));
        }
        invoke(code, target);
        adapt(code, result(target), instantiated.getReturnType());
        adapt(code, instantiated.getReturnType(), called.getReturnType());
        code.returnValue();
        code.endMethod();
    }

    private static List<Type> parameters(Handle target) {
        List<Type> types = new ArrayList<>();
        if (target.getTag() != H_INVOKESTATIC && target.getTag() != H_NEWINVOKESPECIAL) {
            types.add(Type.getObjectType(target.getOwner()));
        }
        types.addAll(List.of(Type.getArgumentTypes(target.getDesc())));
        return types;
    }

    private static Type result(Handle target) {
        return target.getTag() == H_NEWINVOKESPECIAL
                ? Type.getObjectType(target.getOwner())
                : Type.getReturnType(target.getDesc());
    }

    /** A private method of the nest is called like any other. */
    private static void invoke(GeneratorAdapter code, Handle target) {
        int opcode =
                switch (target.getTag()) {
                    case H_INVOKESTATIC -> INVOKESTATIC;
                    case H_NEWINVOKESPECIAL -> INVOKESPECIAL;
                    default -> target.isInterface() ? INVOKEINTERFACE : INVOKEVIRTUAL;
                };
        code.visitMethodInsn(opcode, target.getOwner(), target.getName(), target.getDesc(), target.isInterface());
    }

    private static void adapt(GeneratorAdapter code, Type from, Type to) {
        boolean fromObject = from.getSort() >= Type.ARRAY;
        boolean toObject = to.getSort() >= Type.ARRAY;
        if (from.equals(to)) {
            return;
        } else if (to == Type.VOID_TYPE) {
            pop(code, from);
        } else if (fromObject && toObject) {
            code.checkCast(to);
        } else if (toObject) {
            code.valueOf(from);
        } else if (fromObject) {
            code.unbox(to);
        } else {
            code.cast(from, to);
        }
    }

    private static void pop(GeneratorAdapter code, Type type) {
        if (type.getSize() == 2) {
            code.pop2();
        } else {
            code.pop();
        }
    }

    /** Makes the plain code of a record's method, in a method of the record of its own. */
    private static String recordMethod(ClassNode host, InvokeDynamicInsnNode indy) {
        Method method = new Method("record$" + indy.name, indy.desc);
        List<Handle> fields = new ArrayList<>();
        for (Object argument : List.of(indy.bsmArgs).subList(2, indy.bsmArgs.length)) {
            fields.add((Handle) argument);
        }
        GeneratorAdapter code = method(host, ACC_PRIVATE | ACC_STATIC | ACC_SYNTHETIC, method);
        switch (indy.name) {
            case "equals" -> equals(code, Type.getObjectType(host.name), fields);
            case "hashCode" -> hashCode(code, fields);
            case "toString" -> toString(code, host, fields);
            default -> throw new IllegalStateException(host.name + ": no way to make method " + indy.name);
        }
        code.endMethod();
        return method.getName();
    }

    private static void field(GeneratorAdapter code, Handle field) {
        code.getField(Type.getObjectType(field.getOwner()), field.getName(), Type.getType(field.getDesc()));
    }

    private static void equals(GeneratorAdapter code, Type self, List<Handle> fields) {
        Label differ = code.newLabel();
        code.loadArg(1);
        code.instanceOf(self);
        code.ifZCmp(GeneratorAdapter.EQ, differ);
        for (Handle field : fields) {
            Type type = Type.getType(field.getDesc());
            code.loadArg(0);
            field(code, field);
            code.loadArg(1);
            code.checkCast(self);
            field(code, field);
            compare(code, type, differ);
        }
        code.push(true);
        code.returnValue();
        code.mark(differ);
        code.visitFrame(F_NEW, 2, new Object[] {self.getInternalName(), "java/lang/Object"}, 0, new Object[0]);
        code.push(false);
        code.returnValue();
    }

    private static void compare(GeneratorAdapter code, Type type, Label differ) {
        switch (type.getSort()) {
            case Type.ARRAY, Type.OBJECT -> {
                Type objects = Type.getObjectType("java/util/Objects");
                code.invokeStatic(objects, Method.getMethod("boolean equals (Object, Object)"));
                code.ifZCmp(GeneratorAdapter.EQ, differ);
            }
            case Type.FLOAT, Type.DOUBLE -> throw new IllegalStateException("a record's component of type " + type);
            default -> code.ifCmp(type, GeneratorAdapter.NE, differ);
        }
    }

    private static void hashCode(GeneratorAdapter code, List<Handle> fields) {
        code.push(0);
        for (Handle field : fields) {
            Type type = Type.getType(field.getDesc());
            code.push(31);
            code.math(GeneratorAdapter.MUL, Type.INT_TYPE);
            code.loadArg(0);
            field(code, field);
            code.valueOf(type);
            code.invokeStatic(Type.getObjectType("java/util/Objects"), Method.getMethod("int hashCode (Object)"));
            code.math(GeneratorAdapter.ADD, Type.INT_TYPE);
        }
        code.returnValue();
    }

    private static void toString(GeneratorAdapter code, ClassNode host, List<Handle> fields) {
        Type text = Type.getType(StringBuilder.class);
        code.newInstance(text);
        code.dup();
        code.invokeConstructor(text, Method.getMethod("void <init> ()"));
        String before = host.name.replaceFirst(".*[/$]", "") + "[";
        for (Handle field : fields) {
            append(code, before + field.getName() + "=");
            code.loadArg(0);
            field(code, field);
            code.valueOf(Type.getType(field.getDesc()));
            code.invokeVirtual(text, Method.getMethod("StringBuilder append (Object)"));
            before = ", ";
        }
        append(code, fields.isEmpty() ? before + "]" : "]");
        code.invokeVirtual(text, Method.getMethod("String toString ()"));
        code.returnValue();
    }

    private static void append(GeneratorAdapter code, String text) {
        code.push(text);
        code.invokeVirtual(Type.getType(StringBuilder.class), Method.getMethod("StringBuilder append (String)"));
    }
}
