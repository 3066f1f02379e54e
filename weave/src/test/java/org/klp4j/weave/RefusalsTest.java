package org.klp4j.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What cannot be woven is refused before anything is written, in one line that says why. */
final class RefusalsTest {
    private static final Handle BOOTSTRAP = new Handle(Opcodes.H_INVOKESTATIC, "b/B", "b", "()V", false);

    static String refusal(byte[] before, byte[] after) {
        Throwable refused = Assertions.catchThrowable(() -> Generated.single(before, after));
        assertThat(refused).isInstanceOf(Refusal.class);
        assertThat(Assertions.catchThrowable(() -> Generated.gated(before, after)))
                .isInstanceOf(Refusal.class)
                .hasMessage(refused.getMessage());
        return refused.getMessage();
    }

    private static void refuses(int hostVersion, int sinceVersion, String feature, Consumer<MethodVisitor> code)
            throws Refusal {
        Consumer<MethodVisitor> whole = code.andThen(m -> {
            m.visitVarInsn(Opcodes.ILOAD, 0);
            m.visitInsn(Opcodes.IRETURN);
        });
        byte[] after = Generated.run(Opcodes.V17, whole);
        assertThat(refusal(Generated.run(hostVersion, RefusalsTest::identity), after))
                .startsWith("replacement of function 't.Made.run(I)I' cannot be woven: it uses " + feature)
                .endsWith("the running class has version " + hostVersion);
        Generated.single(Generated.run(sinceVersion, RefusalsTest::identity), after);
    }

    private static void identity(MethodVisitor m) {
        m.visitVarInsn(Opcodes.ILOAD, 0);
        m.visitInsn(Opcodes.IRETURN);
    }

    @Test
    void instructionsTheRunningClassHasNoVersionFor() throws Refusal {
        refuses(50, 51, "'invokedynamic'", m -> m.visitInvokeDynamicInsn("d", "()V", BOOTSTRAP));
        refuses(54, 55, "a dynamically computed constant", m -> {
            m.visitLdcInsn(new ConstantDynamic("c", "I", BOOTSTRAP));
            m.visitInsn(Opcodes.POP);
        });
        refuses(48, 49, "a class constant", m -> {
            m.visitLdcInsn(Type.getObjectType("t/Made"));
            m.visitInsn(Opcodes.POP);
        });
        refuses(50, 51, "a method handle constant", m -> {
            m.visitLdcInsn(BOOTSTRAP);
            m.visitInsn(Opcodes.POP);
        });
        refuses(50, 51, "a method type constant", m -> {
            m.visitLdcInsn(Type.getMethodType("()V"));
            m.visitInsn(Opcodes.POP);
        });
        refuses(
                51,
                52,
                "a call of a static, private or default method of an interface",
                m -> m.visitMethodInsn(Opcodes.INVOKESTATIC, "i/I", "s", "()V", true));
    }

    @Test
    void aDynamicConstantAmongBootstrapArguments() throws Refusal {
        refuses(
                54,
                55,
                "a dynamically computed constant",
                m -> m.visitInvokeDynamicInsn("d", "()V", BOOTSTRAP, new ConstantDynamic("c", "I", BOOTSTRAP)));
    }

    @Test
    void methodsThatDoNotMatch() {
        byte[] host = Generated.run(Opcodes.V17, RefusalsTest::identity);
        byte[] synchronizedOne = Generated.run(
                Opcodes.V17,
                Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC | Opcodes.ACC_SYNCHRONIZED,
                RefusalsTest::identity);
        byte[] nativeOne = Generated.run(Opcodes.V17, Opcodes.ACC_STATIC | Opcodes.ACC_NATIVE, m -> {});
        assertThat(refusal(host, synchronizedOne)).contains("one is static or synchronized and the other is not");
        assertThat(refusal(host, nativeOne)).contains("the patch class has no code for 'run(I)I'");
        assertThat(refusal(nativeOne, host)).startsWith("failed to find location for function 't.Made.run");
    }

    @Test
    void aMethodThatIsNotThere() throws Refusal {
        byte[] host = Generated.run(Opcodes.V17, RefusalsTest::identity);
        MethodKey absent = new MethodKey("absent", "()V");
        MethodPlan plan = new MethodPlan.Single(absent, new PatchClass(host).method(absent));
        assertThatThrownBy(() -> new ClassWeaver().weave(host, List.of(plan)))
                .isInstanceOf(Refusal.class)
                .hasMessage("symbol 't.Made.absent()V' not found in symbol table");
    }

    @Test
    void whatIsNoClassFile() {
        assertThatThrownBy(() -> new PatchClass(new byte[] {1, 2, 3})).isInstanceOf(Refusal.class);
        byte[] fromTheFuture = Generated.run(Opcodes.V17, RefusalsTest::identity);
        fromTheFuture[7] = (byte) 200;
        assertThatThrownBy(() -> new ClassWeaver().weave(fromTheFuture, List.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("200");
        byte[] whole = Generated.run(Opcodes.V17, RefusalsTest::identity);
        for (int length = 0; length < whole.length; length++) {
            byte[] truncated = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> BodyHash.all(truncated))
                    .as("%d bytes", length)
                    .isInstanceOf(Refusal.class);
        }
    }
}
