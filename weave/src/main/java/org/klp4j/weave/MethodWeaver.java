package org.klp4j.weave;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.TypePath;

/**
 * Rewrites the code of one method as its plan says. Everything of the method that is not code (annotations,
 * parameters, attributes) passes unchanged; the code it has is dropped as it comes by, and every body the plan names,
 * the original included, is read afresh from its class.
 */
final class MethodWeaver extends MethodVisitor {
    /** Of an id, in one instruction. */
    private static final int ID_BITS = 15;

    private final MethodVisitor target;
    private final ClassReader host;
    private final int access;
    private final MethodPlan plan;
    private final String gateOwner;
    private final int parsing;
    private int handlers;
    private int maxStack = 1; // the gate's id, then its answer
    private int maxLocals;

    MethodWeaver(MethodVisitor target, ClassReader host, int access, MethodPlan plan, String gateOwner) {
        // live code events have no delegate: they end here
        super(ClassFiles.API);
        this.target = target;
        this.host = host;
        this.access = access;
        this.plan = plan;
        this.gateOwner = gateOwner;
        this.parsing = framed() ? ClassReader.EXPAND_FRAMES : ClassReader.SKIP_FRAMES;
    }

    @Override
    public void visitCode() {
        target.visitCode();
        if (plan instanceof MethodPlan.Single single) {
            append(single.body());
        } else if (plan instanceof MethodPlan.Gated gated) {
            Label unpatched = ask("enter", gated.id());
            append(gated.patched());
            otherwise(unpatched, gated.unpatched());
        } else if (plan instanceof MethodPlan.Arriving arriving) {
            Label unpatched = ask("arrive", arriving.id());
            callItself();
            otherwise(unpatched, MethodBody.ORIGINAL);
        }
        target.visitMaxs(maxStack, maxLocals);
    }

    private Label ask(String hook, int id) {
        Label no = new Label();
        push(id);
        target.visitMethodInsn(Opcodes.INVOKESTATIC, gateOwner, hook, "(I)Z", false);
        target.visitJumpInsn(Opcodes.IFEQ, no);
        return no;
    }

    /**
     * Without a constant. Each transition has an id of its own, and a redefined class keeps every entry its constant pool
     * ever had: the pool would grow, and since no freed one is large enough for the next, so would metaspace.
     */
    private void push(int id) {
        if (id <= Short.MAX_VALUE) {
            target.visitIntInsn(Opcodes.SIPUSH, id);
        } else {
            target.visitIntInsn(Opcodes.SIPUSH, id >> ID_BITS);
            target.visitIntInsn(Opcodes.BIPUSH, ID_BITS);
            target.visitInsn(Opcodes.ISHL);
            target.visitIntInsn(Opcodes.SIPUSH, id & Short.MAX_VALUE);
            target.visitInsn(Opcodes.IOR);
            maxStack = Math.max(maxStack, 2);
        }
    }

    private void otherwise(Label label, MethodBody body) {
        target.visitLabel(label);
        if (framed()) {
            InitialFrame.visit(target, host.getClassName(), access, plan.method());
        }
        // the body may begin with a stack map of its own, and no offset may have two
        target.visitInsn(Opcodes.NOP);
        append(body);
    }

    /** A constructor does so by what {@code this(...)} compiles to. */
    private void callItself() {
        boolean bound = (access & Opcodes.ACC_STATIC) != 0;
        boolean inInterface = (host.getAccess() & Opcodes.ACC_INTERFACE) != 0;
        MethodKey method = plan.method();
        int slot = 0;
        if (!bound) {
            target.visitVarInsn(Opcodes.ALOAD, slot++);
        }
        for (Type argument : Type.getArgumentTypes(method.descriptor())) {
            target.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), slot);
            slot += argument.getSize();
        }
        int call = bound ? Opcodes.INVOKESTATIC : Opcodes.INVOKESPECIAL;
        target.visitMethodInsn(call, host.getClassName(), method.name(), method.descriptor(), inInterface);
        Type result = Type.getReturnType(method.descriptor());
        target.visitInsn(result.getOpcode(Opcodes.IRETURN));
        maxStack = Math.max(maxStack, Math.max(slot, result.getSize()));
        maxLocals = Math.max(maxLocals, slot);
    }

    private void append(MethodBody body) {
        if (body instanceof MethodBody.Replacement replacement) {
            append(replacement.source().reader(), replacement.method());
        } else {
            append(host, plan.method());
        }
    }

    private void append(ClassReader source, MethodKey method) {
        BodyCopy copy = new BodyCopy(target, handlers);
        source.accept(new OneMethod(method, copy), parsing);
        handlers += copy.handlers();
        maxStack = Math.max(maxStack, copy.maxStack());
        maxLocals = Math.max(maxLocals, copy.maxLocals());
    }

    /** Stack maps came with version 50; in an older class file HotSpot infers the types itself. */
    private boolean framed() {
        return ClassFiles.majorVersion(host) >= Opcodes.V1_6;
    }

    @Override
    public void visitParameter(@Nullable String name, int parameterAccess) {
        target.visitParameter(name, parameterAccess);
    }

    @Override
    public AnnotationVisitor visitAnnotationDefault() {
        return target.visitAnnotationDefault();
    }

    @Override
    public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
        return target.visitAnnotation(descriptor, visible);
    }

    @Override
    public AnnotationVisitor visitTypeAnnotation(
            int typeRef, @Nullable TypePath typePath, String descriptor, boolean visible) {
        return target.visitTypeAnnotation(typeRef, typePath, descriptor, visible);
    }

    @Override
    public void visitAnnotableParameterCount(int parameterCount, boolean visible) {
        target.visitAnnotableParameterCount(parameterCount, visible);
    }

    @Override
    public AnnotationVisitor visitParameterAnnotation(int parameter, String descriptor, boolean visible) {
        return target.visitParameterAnnotation(parameter, descriptor, visible);
    }

    @Override
    public void visitAttribute(Attribute attribute) {
        if (!attribute.isCodeAttribute()) {
            target.visitAttribute(attribute);
        }
    }

    @Override
    public void visitEnd() {
        target.visitEnd();
    }

    /** Reads one method of a class and nothing else. */
    private static final class OneMethod extends ClassVisitor {
        private final MethodKey wanted;
        private final MethodVisitor reader;

        OneMethod(MethodKey wanted, MethodVisitor reader) {
            super(ClassFiles.API);
            this.wanted = wanted;
            this.reader = reader;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int methodAccess,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            return wanted.name().equals(name) && wanted.descriptor().equals(descriptor) ? reader : null;
        }
    }
}
