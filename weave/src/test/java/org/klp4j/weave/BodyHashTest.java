package org.klp4j.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Equal code has equal hashes, other code has others. */
final class BodyHashTest {
    private static String hash(Consumer<MethodVisitor> code) throws Refusal {
        return BodyHash.of(Generated.run(Opcodes.V1_5, code), Generated.RUN);
    }

    private static void rich(MethodVisitor m) {
        Label one = new Label();
        Label two = new Label();
        Label end = new Label();
        m.visitTryCatchBlock(one, two, end, "java/lang/Exception");
        m.visitVarInsn(Opcodes.ILOAD, 0);
        m.visitLookupSwitchInsn(end, new int[] {1, 1000}, new Label[] {one, two});
        m.visitLabel(one);
        m.visitLdcInsn("text \ud83d\ude00\0");
        m.visitInsn(Opcodes.POP);
        m.visitLdcInsn(1.5f);
        m.visitInsn(Opcodes.POP);
        m.visitLabel(two);
        m.visitLdcInsn(Double.NaN);
        m.visitInsn(Opcodes.POP2);
        m.visitInsn(Opcodes.ICONST_2);
        m.visitInsn(Opcodes.IRETURN);
        m.visitLabel(end);
        m.visitInsn(Opcodes.ICONST_3);
        m.visitInsn(Opcodes.IRETURN);
    }

    @Test
    void ignoresDebugInformationAndTheOrderOfConstants() throws Refusal {
        byte[] plain = Generated.run(Opcodes.V1_5, BodyHashTest::rich);
        ClassWriter shuffled = new ClassWriter(0);
        for (int i = 0; i < 300; i++) {
            shuffled.newConst("constant " + i); // from now on a constant needs ldc_w
        }
        new ClassReader(plain)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, shuffled) {
                            @Override
                            public MethodVisitor visitMethod(int a, String n, String d, String s, String[] e) {
                                return new LineNumbers(super.visitMethod(a, n, d, s, e));
                            }
                        },
                        0);
        assertThat(shuffled.toByteArray()).hasSizeGreaterThan(plain.length);
        assertThat(BodyHash.of(shuffled.toByteArray(), Generated.RUN))
                .isEqualTo(BodyHash.of(plain, Generated.RUN))
                .matches("[0-9a-f]{64}");
    }

    private static final class LineNumbers extends MethodVisitor {
        LineNumbers(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitInsn(int opcode) {
            Label here = new Label();
            super.visitLabel(here);
            super.visitLineNumber(opcode, here);
            super.visitInsn(opcode);
        }
    }

    @Test
    void ignoresTheWidthOfAJump() throws Refusal {
        Consumer<MethodVisitor> loop = m -> {
            Label start = new Label();
            m.visitLabel(start);
            m.visitIincInsn(0, 1);
            m.visitJumpInsn(Opcodes.GOTO, start);
        };
        byte[] narrow = Generated.run(Opcodes.V1_5, loop);
        byte[] wide = Generated.run(Opcodes.V1_5, m -> {
            Label start = new Label();
            m.visitLabel(start);
            m.visitIincInsn(0, 1);
            m.visitInsn(Opcodes.NOP);
            m.visitInsn(Opcodes.NOP);
            m.visitInsn(Opcodes.NOP);
            m.visitInsn(Opcodes.NOP);
            m.visitInsn(Opcodes.NOP);
        });
        int at = indexOf(wide, new byte[] {(byte) 0x84, 0, 1, 0, 0, 0, 0, 0}) + 3;
        byte[] jump = {(byte) 0xc8, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xfd}; // goto_w -3
        System.arraycopy(jump, 0, wide, at, jump.length);
        assertThat(BodyHash.of(wide, Generated.RUN)).isEqualTo(BodyHash.of(narrow, Generated.RUN));
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i <= bytes.length - part.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new IllegalArgumentException("not there");
    }

    @Test
    void tellsOtherCode() throws Refusal {
        assertThat(hash(BodyHashTest::rich)).isEqualTo(hash(BodyHashTest::rich));
        assertThat(hash(switching(1, 2))).isNotEqualTo(hash(switching(1, 3))).isNotEqualTo(hash(switching(2, 1)));
        assertThat(hash(constant(1.0))).isNotEqualTo(hash(constant(1.0f))).isNotEqualTo(hash(constant(1.1)));
        assertThat(hash(constant(0.0))).isNotEqualTo(hash(constant(-0.0)));
        assertThat(hash(constant("ab"))).isNotEqualTo(hash(constant("ba")));
        assertThat(hash(call("a", "b"))).isNotEqualTo(hash(call("ab", ""))).isNotEqualTo(hash(call("b", "a")));
    }

    private static Consumer<MethodVisitor> switching(int first, int second) {
        return m -> {
            Label[] labels = {new Label(), new Label()};
            Label otherwise = new Label();
            m.visitVarInsn(Opcodes.ILOAD, 0);
            m.visitLookupSwitchInsn(otherwise, new int[] {first, second + 10}, labels);
            m.visitLabel(labels[0]);
            m.visitInsn(Opcodes.ICONST_0);
            m.visitInsn(Opcodes.IRETURN);
            m.visitLabel(labels[1]);
            m.visitLabel(otherwise);
            m.visitInsn(Opcodes.ICONST_1);
            m.visitInsn(Opcodes.IRETURN);
        };
    }

    private static Consumer<MethodVisitor> constant(Object value) {
        return m -> {
            m.visitLdcInsn(value);
            m.visitInsn(value instanceof Double ? Opcodes.POP2 : Opcodes.POP);
            m.visitInsn(Opcodes.ICONST_0);
            m.visitInsn(Opcodes.IRETURN);
        };
    }

    private static Consumer<MethodVisitor> call(String owner, String name) {
        return m -> {
            m.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, "()I", false);
            m.visitInsn(Opcodes.IRETURN);
        };
    }

    @Test
    void knowsWhatHasNoCode() throws Refusal {
        byte[] none = Generated.run(Opcodes.V17, Opcodes.ACC_STATIC | Opcodes.ACC_NATIVE, m -> {});
        assertThat(BodyHash.of(none, Generated.RUN)).isNull();
        assertThat(BodyHash.all(none)).isEmpty();
        assertThat(BodyHash.of(none, new MethodKey("absent", "()V"))).isNull();
    }
}
