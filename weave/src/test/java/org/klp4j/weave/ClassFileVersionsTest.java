package org.klp4j.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Two bodies in class files of every version this JVM can load, verified by it. */
final class ClassFileVersionsTest {
    private static final int OLDEST = 45;

    static IntStream versions() {
        return IntStream.rangeClosed(OLDEST, 44 + Runtime.version().feature());
    }

    /** Both bodies branch, catch, and jump back to their very first instruction. */
    @ParameterizedTest
    @MethodSource("versions")
    void runBothBodies(int version) throws Exception {
        byte[] gated =
                Generated.gated(Generated.run(version, m -> loop(m, 1)), Generated.run(version, m -> loop(m, 2)));
        StandInGate.answer(false);
        assertThat(Generated.call(gated, 3)).isEqualTo(10);
        assertThat(Generated.call(gated, -5)).isEqualTo(-1);
        StandInGate.answer(true);
        assertThat(Generated.call(gated, 3)).isEqualTo(11);
        assertThat(Generated.call(gated, -5)).isEqualTo(-2);
        assertThat(StandInGate.asked()).containsExactly(9, 9);
    }

    /** A replacement compiled for another version, as long as it uses nothing the host's version lacks. */
    @ParameterizedTest
    @MethodSource("versions")
    void takeAReplacementOfTheNewestVersion(int version) throws Exception {
        int newest = 44 + Runtime.version().feature();
        byte[] before = Generated.run(version, m -> loop(m, 1));
        byte[] after = Generated.run(newest, m -> loop(m, 2));
        StandInGate.answer(true);
        assertThat(Generated.call(Generated.gated(before, after), 3)).isEqualTo(11);
        assertThat(Generated.call(Generated.single(before, after), 3)).isEqualTo(11);
    }

    private static void loop(MethodVisitor m, int step) {
        Label start = new Label();
        Label end = new Label();
        Label caught = new Label();
        Label negative = new Label();
        m.visitTryCatchBlock(start, end, caught, "java/lang/ArithmeticException");
        m.visitLabel(start);
        m.visitIincInsn(0, step);
        m.visitVarInsn(Opcodes.ILOAD, 0);
        m.visitJumpInsn(Opcodes.IFLE, negative);
        m.visitVarInsn(Opcodes.ILOAD, 0);
        m.visitIntInsn(Opcodes.BIPUSH, 10);
        m.visitJumpInsn(Opcodes.IF_ICMPLT, start);
        m.visitVarInsn(Opcodes.ILOAD, 0);
        m.visitInsn(Opcodes.IRETURN);
        m.visitLabel(negative);
        m.visitInsn(Opcodes.ICONST_1);
        m.visitInsn(Opcodes.ICONST_0);
        m.visitInsn(Opcodes.IDIV);
        m.visitInsn(Opcodes.IRETURN);
        m.visitLabel(end);
        m.visitLabel(caught);
        m.visitInsn(Opcodes.POP);
        m.visitIntInsn(Opcodes.BIPUSH, -step);
        m.visitInsn(Opcodes.IRETURN);
    }

    @ParameterizedTest
    @MethodSource("oldVersions")
    void runSubroutines(int version) throws Exception {
        byte[] gated = Generated.gated(
                Generated.run(version, m -> subroutine(m, 100)), Generated.run(version, m -> subroutine(m, 200)));
        StandInGate.answer(false);
        assertThat(Generated.call(gated, 5)).isEqualTo(205);
        StandInGate.answer(true);
        assertThat(Generated.call(gated, 5)).isEqualTo(405);
    }

    static IntStream oldVersions() {
        return IntStream.rangeClosed(OLDEST, Opcodes.V1_5);
    }

    /** Adds twice, by a {@code jsr} subroutine called from two places. */
    private static void subroutine(MethodVisitor m, int addend) {
        Label add = new Label();
        m.visitJumpInsn(Opcodes.JSR, add);
        m.visitJumpInsn(Opcodes.JSR, add);
        m.visitVarInsn(Opcodes.ILOAD, 0);
        m.visitInsn(Opcodes.IRETURN);
        m.visitLabel(add);
        m.visitVarInsn(Opcodes.ASTORE, 1);
        m.visitIincInsn(0, addend);
        m.visitVarInsn(Opcodes.RET, 1);
    }

    @Test
    void refuseASubroutineWhereItIsForbidden() {
        byte[] before = Generated.run(Opcodes.V17, m -> loop(m, 1));
        byte[] after = Generated.run(Opcodes.V1_5, m -> subroutine(m, 1));
        assertThat(RefusalsTest.refusal(before, after))
                .contains("a 'jsr' subroutine")
                .contains("version 61");
    }

    @Test
    void refuseBranchesWithoutStackMaps() {
        byte[] before = Generated.run(Opcodes.V17, m -> loop(m, 1));
        byte[] after = Generated.run(Opcodes.V1_5, m -> loop(m, 1));
        assertThat(RefusalsTest.refusal(before, after)).contains("it has no stack maps");
    }
}
