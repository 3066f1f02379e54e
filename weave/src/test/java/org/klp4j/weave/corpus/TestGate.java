package org.klp4j.weave.corpus;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Set;
import org.klp4j.weave.ClassWeaver;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A gate where the real one lives, {@code java.lang}: it counts its calls and says yes every other time. */
final class TestGate {
    private TestGate() {}

    static void define(Instrumentation instrumentation) throws IllegalAccessException {
        Set<Module> us = Set.of(TestGate.class.getModule());
        instrumentation.redefineModule(
                Object.class.getModule(), Set.of(), Map.of(), Map.of("java.lang", us), Set.of(), Map.of());
        MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup()).defineClass(bytes());
    }

    static int calls() throws ReflectiveOperationException {
        return Class.forName("java.lang.KlpGate").getField("calls").getInt(null);
    }

    private static byte[] bytes() {
        ClassWriter writer = new ClassWriter(0);
        int flags = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;
        writer.visit(
                Opcodes.V1_5, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, ClassWeaver.GATE, null, "java/lang/Object", null);
        writer.visitField(flags, "calls", "I", null, null).visitEnd();
        MethodVisitor enter = writer.visitMethod(flags, "enter", "(I)Z", null, null);
        enter.visitCode();
        enter.visitFieldInsn(Opcodes.GETSTATIC, ClassWeaver.GATE, "calls", "I");
        enter.visitInsn(Opcodes.ICONST_1);
        enter.visitInsn(Opcodes.IADD);
        enter.visitInsn(Opcodes.DUP);
        enter.visitFieldInsn(Opcodes.PUTSTATIC, ClassWeaver.GATE, "calls", "I");
        enter.visitInsn(Opcodes.ICONST_1);
        enter.visitInsn(Opcodes.IAND);
        enter.visitInsn(Opcodes.IRETURN);
        enter.visitLabel(new Label());
        enter.visitMaxs(2, 1);
        enter.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }
}
