package org.klp4j.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Bodies too long for a short jump, and too long for a method. */
final class CodeSizeTest {
    /** The gate jumps over more than 32 KB, and so does each body. */
    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V1_4, Opcodes.V1_6, Opcodes.V17})
    void longJumpsReach(int version) throws Exception {
        byte[] before = Generated.run(version, m -> padded(m, 1_000, 1));
        byte[] after = Generated.run(version, m -> padded(m, 36_000, 2));
        byte[] gated = Generated.gated(before, after);
        StandInGate.answer(false);
        assertThat(Generated.call(gated, 0) + Generated.call(gated, 1)).isEqualTo(1);
        StandInGate.answer(true);
        assertThat(Generated.call(gated, 0) + Generated.call(gated, 1)).isEqualTo(2);
    }

    @Test
    void aBodyThatFitsAloneButNotTwiceIsRefusedByName() throws Exception {
        byte[] before = Generated.run(Opcodes.V17, m -> padded(m, 36_000, 1));
        byte[] after = Generated.run(Opcodes.V17, m -> padded(m, 36_000, 2));
        assertThat(Generated.call(Generated.single(before, after), 1)).isEqualTo(2);
        assertThatThrownBy(() -> Generated.gated(before, after))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("function 't.Made.run' is too large to be woven: 72")
                .hasMessageContaining("65535 are allowed");
    }

    /** Returns its argument times {@code factor}, by a jump over {@code length} bytes when the argument is not 0. */
    private static void padded(MethodVisitor m, int length, int factor) {
        Label far = new Label();
        m.visitVarInsn(Opcodes.ILOAD, 0);
        m.visitJumpInsn(Opcodes.IFNE, far);
        for (int i = 0; i < length; i++) {
            m.visitInsn(Opcodes.NOP);
        }
        m.visitInsn(Opcodes.ICONST_0);
        m.visitInsn(Opcodes.IRETURN);
        m.visitLabel(far);
        m.visitVarInsn(Opcodes.ILOAD, 0);
        m.visitIntInsn(Opcodes.BIPUSH, factor);
        m.visitInsn(Opcodes.IMUL);
        m.visitInsn(Opcodes.IRETURN);
    }
}
