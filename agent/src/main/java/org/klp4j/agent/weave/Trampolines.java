package org.klp4j.agent.weave;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import org.klp4j.hook.KlpCall;
import org.klp4j.weave.Refusal;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Companion classes of functions in hand-written modules: one static method that a linked call leads to the module.
 * Named classes, so that their frames show; in the loader and package of the class that is patched, so that any
 * type it can name they can name.
 */
public final class Trampolines {
    private static final Handle BOOTSTRAP = new Handle(
            Opcodes.H_INVOKESTATIC,
            Type.getInternalName(KlpCall.class),
            "link",
            MethodType.methodType(
                            CallSite.class, MethodHandles.Lookup.class, String.class, MethodType.class, String.class)
                    .toMethodDescriptorString(),
            false);

    /** {@code jdk.internal.misc.Unsafe.defineClass}: any loader, any package. */
    private final MethodHandle defineClass;

    /** Opens what is needed of {@code java.base} to this agent. */
    public Trampolines(Instrumentation instrumentation) throws ReflectiveOperationException {
        Set<Module> us = Set.of(Trampolines.class.getModule());
        instrumentation.redefineModule(
                Object.class.getModule(), Set.of(), Map.of(), Map.of("jdk.internal.misc", us), Set.of(), Map.of());
        Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe", true, null);
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(unsafe, MethodHandles.lookup());
        defineClass = lookup.findVirtual(
                        unsafe,
                        "defineClass",
                        MethodType.methodType(
                                Class.class,
                                String.class,
                                byte[].class,
                                int.class,
                                int.class,
                                ClassLoader.class,
                                ProtectionDomain.class))
                .bindTo(unsafe.getMethod("getUnsafe").invoke(null));
    }

    /** Defines the companion unless it is there; returns its internal name. */
    String define(Callee callee, ClassCopy copy, String method, String type) throws Refusal {
        String name = copy.className().replace('.', '/') + "$klp_" + callee.tag();
        byte[] bytes = bytes(name, method, type, callee.id());
        try {
            Class<?> unused = (Class<?>) defineClass.invoke(name, bytes, 0, bytes.length, copy.loader(), copy.domain());
        } catch (LinkageError there) {
            // same name, same content: left by an earlier load of the same module
        } catch (Throwable failure) {
            throw new Refusal("class '" + name.replace('/', '.') + "' cannot be defined: " + failure, failure);
        }
        return name;
    }

    private static byte[] bytes(String name, String method, String type, String id) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        writer.visit(Opcodes.V11, access, name, null, "java/lang/Object", null);
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, method, type, null, null);
        code.visitCode();
        CallBody.loadArguments(code, type);
        code.visitInvokeDynamicInsn(method, type, BOOTSTRAP, id);
        code.visitInsn(Type.getReturnType(type).getOpcode(Opcodes.IRETURN));
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }
}
