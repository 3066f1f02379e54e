package org.klp4j.weave;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Looks for instructions of a replacement that the class-file version of the running class does not have. */
final class VersionScan extends MethodVisitor {
    private final ClassSymbols host;
    private final List<String> problems;
    private boolean branching;
    private boolean framed;

    VersionScan(ClassSymbols host, List<String> problems) {
        super(ClassFiles.API);
        this.host = host;
        this.problems = problems;
    }

    @Override
    public void visitFrame(int type, int locals, Object @Nullable [] local, int stackDepth, Object @Nullable [] stack) {
        framed = true;
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
        branching = true;
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
        branching = true;
        if (opcode == Opcodes.JSR) {
            until(Opcodes.V1_6, "a 'jsr' subroutine");
        }
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
        branching = true;
    }

    @Override
    public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
        branching = true;
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        since(Opcodes.V1_7, "'invokedynamic' (a lambda, a string concatenation, a pattern switch)");
        for (Object argument : arguments) {
            constant(argument);
        }
    }

    @Override
    public void visitLdcInsn(Object value) {
        constant(value);
    }

    private void constant(Object value) {
        if (value instanceof ConstantDynamic) {
            since(Opcodes.V11, "a dynamically computed constant");
        } else if (value instanceof Handle) {
            since(Opcodes.V1_7, "a method handle constant");
        } else if (value instanceof Type type) {
            boolean methodType = type.getSort() == Type.METHOD;
            since(methodType ? Opcodes.V1_7 : Opcodes.V1_5, methodType ? "a method type constant" : "a class constant");
        }
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (isInterface && opcode != Opcodes.INVOKEINTERFACE) {
            since(Opcodes.V1_8, "a call of a static, private or default method of an interface");
        }
    }

    @Override
    public void visitEnd() {
        if (branching && !framed && host.majorVersion() >= Opcodes.V1_7) {
            problems.add("it has no stack maps, and the running class has version " + host.majorVersion());
        }
    }

    private void since(int version, String feature) {
        if (host.majorVersion() < version) {
            problems.add("it uses " + feature + ", which class-file version " + version + " brought; the running class"
                    + " has version " + host.majorVersion());
        }
    }

    private void until(int version, String feature) {
        if (host.majorVersion() > version) {
            problems.add("it uses " + feature + ", which no class file above version " + version + " may have; the"
                    + " running class has version " + host.majorVersion());
        }
    }
}
