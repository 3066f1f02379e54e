package org.klp4j.agent.lift;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Method objects that call a static method with the receiver as its first argument. Streams call serialization methods
 * through {@link Method#invoke}, which leaves the call to an accessor; ours is a class of {@code java.base}.
 */
final class SerialMethods {
    private static final String ACCESSOR = "jdk/internal/reflect/MethodAccessor";
    private static final String OURS = "java/lang/KlpAccessor";
    private static final String HANDLE = Type.getDescriptor(MethodHandle.class);
    private static final String PLAIN = "(Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/Object;";
    private static final String FROM = "(Ljava/lang/Object;[Ljava/lang/Object;Ljava/lang/Class;)Ljava/lang/Object;";

    private final MethodHandles.Lookup anywhere;
    private final VarHandle accessorOf;
    private final VarHandle accessible;
    private final MethodHandle make;

    /** Opens what is needed of {@code java.base} to this agent. */
    SerialMethods(Instrumentation instrumentation) throws ReflectiveOperationException {
        Set<Module> us = Set.of(SerialMethods.class.getModule());
        Map<String, Set<Module>> packages =
                Map.of("java.lang", us, "java.lang.reflect", us, "java.lang.invoke", us, "jdk.internal.reflect", us);
        instrumentation.redefineModule(Object.class.getModule(), Set.of(), Map.of(), packages, Set.of(), Map.of());
        Field trusted = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
        trusted.setAccessible(true);
        anywhere = (MethodHandles.Lookup) trusted.get(null);
        Class<?> type = Class.forName(ACCESSOR.replace('/', '.'), false, null);
        accessorOf = anywhere.findVarHandle(Method.class, "methodAccessor", type);
        accessible = anywhere.findVarHandle(AccessibleObject.class, "override", boolean.class);
        make = anywhere.findConstructor(defined(), MethodType.methodType(void.class, MethodHandle.class))
                .asType(MethodType.methodType(Object.class, MethodHandle.class));
    }

    private Class<?> defined() throws ReflectiveOperationException {
        try {
            return Class.forName(OURS.replace('/', '.'), false, null); // from an earlier start
        } catch (ClassNotFoundException absent) {
            return anywhere.in(Object.class).defineClass(bytes());
        }
    }

    /** A method object that leads to this static method. */
    Method leadingTo(Method target) throws ReflectiveOperationException {
        Method method = target.getDeclaringClass().getDeclaredMethod(target.getName(), target.getParameterTypes());
        MethodType type = MethodType.methodType(target.getReturnType(), target.getParameterTypes());
        MethodHandle handle = anywhere.findStatic(target.getDeclaringClass(), target.getName(), type)
                .asType(type.generic())
                .asSpreader(1, Object[].class, type.parameterCount() - 1);
        try {
            accessorOf.set(method, make.invoke(handle));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot make an accessor", e);
        }
        accessible.set(method, true);
        return method;
    }

    private static byte[] bytes() {
        ClassWriter writer = new ClassWriter(0);
        int access = Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        writer.visit(Opcodes.V17, access, OURS, null, "java/lang/Object", new String[] {ACCESSOR});
        writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, "target", HANDLE, null, null)
                .visitEnd();
        constructor(writer);
        invoke(writer);
        from(writer);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void constructor(ClassWriter writer) {
        MethodVisitor code = writer.visitMethod(0, "<init>", "(" + HANDLE + ")V", null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitFieldInsn(Opcodes.PUTFIELD, OURS, "target", HANDLE);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(2, 2);
        code.visitEnd();
    }

    /** What the method throws reaches the stream as reflection would hand it on. */
    private static void invoke(ClassWriter writer) {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "invoke", PLAIN, null, null);
        Label start = new Label();
        Label end = new Label();
        Label handler = new Label();
        String wrapper = Type.getInternalName(InvocationTargetException.class);
        code.visitCode();
        code.visitTryCatchBlock(start, end, handler, null);
        code.visitLabel(start);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitFieldInsn(Opcodes.GETFIELD, OURS, "target", HANDLE);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitVarInsn(Opcodes.ALOAD, 2);
        code.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, Type.getInternalName(MethodHandle.class), "invokeExact", PLAIN, false);
        code.visitLabel(end);
        code.visitInsn(Opcodes.ARETURN);
        code.visitLabel(handler);
        Object[] locals = {OURS, "java/lang/Object", "[Ljava/lang/Object;"};
        code.visitFrame(Opcodes.F_FULL, locals.length, locals, 1, new Object[] {"java/lang/Throwable"});
        code.visitVarInsn(Opcodes.ASTORE, 3);
        code.visitTypeInsn(Opcodes.NEW, wrapper);
        code.visitInsn(Opcodes.DUP);
        code.visitVarInsn(Opcodes.ALOAD, 3);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, wrapper, "<init>", "(Ljava/lang/Throwable;)V", false);
        code.visitInsn(Opcodes.ATHROW);
        code.visitMaxs(3, 4);
        code.visitEnd();
    }

    /** The form newer JDKs have for callers that matter; ours do not. */
    private static void from(ClassWriter writer) {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "invoke", FROM, null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitVarInsn(Opcodes.ALOAD, 2);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, OURS, "invoke", PLAIN, false);
        code.visitInsn(Opcodes.ARETURN);
        code.visitMaxs(3, 4);
        code.visitEnd();
    }
}
