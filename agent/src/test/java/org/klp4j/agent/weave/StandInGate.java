package org.klp4j.agent.weave;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Set;
import org.klp4j.weave.ClassWeaver;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A gate where the real one lives, {@code java.lang}, that answers as told. */
final class StandInGate {
    private static final int FLAGS = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;

    private StandInGate() {}

    static void answer(boolean patched) throws ReflectiveOperationException {
        Class.forName("java.lang.KlpGate").getField("answer").setBoolean(null, patched);
    }

    static void define(Instrumentation instrumentation) throws ReflectiveOperationException {
        try {
            Class.forName("java.lang.KlpGate");
        } catch (ClassNotFoundException absent) {
            Set<Module> us = Set.of(StandInGate.class.getModule());
            instrumentation.redefineModule(
                    Object.class.getModule(), Set.of(), Map.of(), Map.of("java.lang", us), Set.of(), Map.of());
            MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup()).defineClass(bytes());
        }
    }

    private static byte[] bytes() {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, ClassWeaver.GATE, null, "java/lang/Object", null);
        writer.visitField(FLAGS | Opcodes.ACC_VOLATILE, "answer", "Z", null, null)
                .visitEnd();
        MethodVisitor enter = writer.visitMethod(FLAGS, "enter", "(I)Z", null, null);
        enter.visitCode();
        enter.visitFieldInsn(Opcodes.GETSTATIC, ClassWeaver.GATE, "answer", "Z");
        enter.visitInsn(Opcodes.IRETURN);
        enter.visitMaxs(1, 1);
        enter.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }
}
