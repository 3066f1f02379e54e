package org.klp4j.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Loads the core anew, with a call of {@link Allocations#next} before everything that might allocate. */
final class ShortOfMemory extends ClassLoader {
    private static final String CORE = "org.klp4j.engine.";

    /** Methods of the JDK that the core calls and that never allocate. */
    private static final Set<String> FREE = Set.of(
            "accept",
            "apply",
            "charAt",
            "clear",
            "contains",
            "containsKey",
            "currentThread",
            "equals",
            "get",
            "getAsBoolean",
            "getAsLong",
            "getOrDefault",
            "hasNext",
            "hashCode",
            "interrupt",
            "interrupted",
            "isEmpty",
            "isHeldByCurrentThread",
            "length",
            "max",
            "min",
            "nanoTime",
            "next",
            "parkNanos",
            "poll",
            "run",
            "size",
            "test",
            "toNanos",
            "tryLock",
            "unlock",
            "unpark");

    private static final Set<String> PORTS =
            Set.of("org/klp4j/engine/Weaver", "org/klp4j/engine/Code", "org/klp4j/engine/StackSource");

    ShortOfMemory() {
        super(ShortOfMemory.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(CORE) || name.equals(Allocations.class.getName())) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = getResourceAsStream(file)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            byte[] counted = isTest(file) ? bytes : counted(bytes);
            return defineClass(name, counted, 0, counted.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private boolean isTest(String file) {
        return String.valueOf(getResource(file)).contains("test-classes");
    }

    private static byte[] counted(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, 0);
        ClassVisitor counter = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                return name.equals("<clinit>") ? method : new Counter(method);
            }
        };
        reader.accept(counter, 0);
        return writer.toByteArray();
    }

    private static final class Counter extends MethodVisitor {
        Counter(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        private void count() {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, "org/klp4j/engine/Allocations", "next", "()V", false);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            super.visitTypeInsn(opcode, type); // first: frames know an object that is being made by this place
            if (opcode == Opcodes.NEW || opcode == Opcodes.ANEWARRAY) {
                count();
            }
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            if (opcode == Opcodes.NEWARRAY) {
                count();
            }
            super.visitIntInsn(opcode, operand);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            if (!descriptor.startsWith("()")) {
                count();
            }
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            boolean jdk = owner.startsWith("java/") && !name.equals("<init>") && !FREE.contains(name);
            if (jdk || PORTS.contains(owner) || (owner.startsWith("org/klp4j/hook/") && name.equals("end"))) {
                count();
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }
    }
}
