package org.klp4j.weave;

import java.util.Map;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Class {@code t/Made} with one method {@code static int run(int)}, of any class-file version. */
final class Generated {
    static final MethodKey RUN = new MethodKey("run", "(I)I");

    private Generated() {}

    static byte[] run(int version, Consumer<MethodVisitor> code) {
        return run(version, Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, code);
    }

    static byte[] run(int version, int access, Consumer<MethodVisitor> code) {
        boolean framed = version >= Opcodes.V1_6;
        ClassWriter writer = new ClassWriter(framed ? ClassWriter.COMPUTE_FRAMES : ClassWriter.COMPUTE_MAXS) {
            @Override
            protected String getCommonSuperClass(String first, String second) {
                return "java/lang/Object";
            }
        };
        writer.visit(version, Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER, "t/Made", null, "java/lang/Object", null);
        MethodVisitor run = writer.visitMethod(access, RUN.name(), RUN.descriptor(), null, null);
        if ((access & Opcodes.ACC_NATIVE) == 0) {
            run.visitCode();
            code.accept(run);
            run.visitMaxs(0, 0);
        }
        run.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** The two bodies behind the gate. */
    static byte[] gated(byte[] before, byte[] after) throws Refusal {
        MethodPlan plan = new MethodPlan.Gated(RUN, 9, MethodBody.ORIGINAL, new PatchClass(after).method(RUN));
        return new ClassWeaver(StandInGate.OWNER).weave(before, java.util.List.of(plan));
    }

    static byte[] single(byte[] before, byte[] after) throws Refusal {
        MethodPlan plan = new MethodPlan.Single(RUN, new PatchClass(after).method(RUN));
        return new ClassWeaver(StandInGate.OWNER).weave(before, java.util.List.of(plan));
    }

    /** Defines the class in a loader of its own, which verifies it, and runs the method. */
    static int call(byte[] bytes, int argument) throws Exception {
        Class<?> made = new ByteLoader(Map.of("t.Made", bytes)).loadClass("t.Made");
        return (int) made.getMethod("run", int.class).invoke(null, argument);
    }
}
