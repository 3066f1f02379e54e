package org.klp4j.agent.lift;

import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;
import org.klp4j.agent.weave.OwnTransformer;
import org.klp4j.hook.KlpSerial;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Has {@link java.io.ObjectStreamClass} ask the hook first when it looks for the serialization methods of a class. */
final class SerialDoor implements OwnTransformer {
    private static final String DESCRIPTORS = "java/io/ObjectStreamClass";
    private static final String OWN = "getPrivateMethod";
    private static final String INHERITED = "getInheritableMethod";
    private static final int ASKED = 2;

    /** How many methods the last pass has woven. Written and read by the thread that retransforms. */
    private int woven;

    /** Whether both ways of looking are woven. */
    boolean complete() {
        return woven == ASKED;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String className,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] handedIn) {
        if (loader != null || !DESCRIPTORS.equals(className)) {
            return null;
        }
        try {
            woven = 0;
            ClassReader reader = new ClassReader(handedIn);
            ClassWriter writer = new ClassWriter(reader, 0);
            reader.accept(new Asking(writer), 0);
            return writer.toByteArray();
        } catch (RuntimeException failure) { // a door: whoever looks at complete() will say so
            woven = 0;
            return null;
        }
    }

    private final class Asking extends ClassVisitor {
        Asking(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            boolean looks = (name.equals(OWN) || name.equals(INHERITED))
                    && descriptor.startsWith("(Ljava/lang/Class;Ljava/lang/String;")
                    && descriptor.endsWith(")" + Type.getDescriptor(Method.class));
            if (!looks) {
                return next;
            }
            woven++;
            int slots = (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1;
            return new Prologue(next, name.equals(INHERITED), slots);
        }
    }

    /** {@code Method found = KlpSerial.find(type, name, inherited); if (found != null) return found;} */
    private static final class Prologue extends MethodVisitor {
        private static final String ASK = "(Ljava/lang/Class;Ljava/lang/String;Z)" + Type.getDescriptor(Method.class);

        private final boolean inherited;
        private final int slot;

        Prologue(MethodVisitor next, boolean inherited, int slots) {
            super(Opcodes.ASM9, next);
            this.inherited = inherited;
            this.slot = slots;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            Label none = new Label();
            super.visitVarInsn(Opcodes.ALOAD, 0);
            super.visitVarInsn(Opcodes.ALOAD, 1);
            super.visitInsn(inherited ? Opcodes.ICONST_1 : Opcodes.ICONST_0);
            super.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(KlpSerial.class), "find", ASK, false);
            super.visitVarInsn(Opcodes.ASTORE, slot);
            super.visitVarInsn(Opcodes.ALOAD, slot);
            super.visitJumpInsn(Opcodes.IFNULL, none);
            super.visitVarInsn(Opcodes.ALOAD, slot);
            super.visitInsn(Opcodes.ARETURN);
            super.visitLabel(none);
            super.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
            super.visitInsn(Opcodes.NOP);
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
            super.visitMaxs(Math.max(maxStack, 3), Math.max(maxLocals, slot + 1));
        }
    }
}
