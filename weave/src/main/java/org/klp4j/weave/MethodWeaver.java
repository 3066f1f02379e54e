package org.klp4j.weave;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.TypePath;

/**
 * Rewrites the code of one method as its plan says. As a visitor it lets everything of the method that is not code
 * (annotations, parameters, attributes) pass unchanged, and drops the code it has; then {@link Bodies} gives it the
 * bodies that the plan names, the original included.
 */
final class MethodWeaver extends MethodVisitor {
    /** Of an id, in one instruction. */
    private static final int ID_BITS = 15;

    private final MethodVisitor target;
    private final ClassReader host;
    private final int access;
    private final MethodPlan plan;
    private final String gateOwner;
    private @Nullable Label otherwise;
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
    }

    @Override
    public void visitCode() {
        target.visitCode();
        if (plan instanceof MethodPlan.Gated gated) {
            otherwise = ask("enter", gated.id());
        } else if (plan instanceof MethodPlan.Arriving arriving) {
            otherwise = ask("arrive", arriving.id());
            callItself();
        }
    }

    /** The body that comes first; null when the plan has none before {@link #second}. */
    @Nullable
    Source first() {
        if (plan instanceof MethodPlan.Single single) {
            return source(single.body());
        }
        return plan instanceof MethodPlan.Gated gated ? source(gated.patched()) : null;
    }

    /** The body for the answer no; null when the plan asks nothing. */
    @Nullable
    Source second() {
        if (plan instanceof MethodPlan.Gated gated) {
            return source(gated.unpatched());
        }
        return plan instanceof MethodPlan.Arriving ? source(MethodBody.ORIGINAL) : null;
    }

    /** Where a body stands. */
    record Source(ClassReader classFile, MethodKey method) {}

    private Source source(MethodBody body) {
        return body instanceof MethodBody.Replacement replacement
                ? new Source(replacement.source().reader(), replacement.method())
                : new Source(host, plan.method());
    }

    /** How bodies are to be read. */
    int parsing() {
        return framed() ? ClassReader.EXPAND_FRAMES : ClassReader.SKIP_FRAMES;
    }

    /** What a body is to be read into; the next one may begin when it has ended. */
    MethodVisitor body() {
        return new BodyCopy(target, handlers, this::ended);
    }

    private void ended(BodyCopy copy) {
        handlers += copy.handlers();
        maxStack = Math.max(maxStack, copy.maxStack());
        maxLocals = Math.max(maxLocals, copy.maxLocals());
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

    /** Between the first body and the second. */
    void otherwise() {
        if (otherwise != null) {
            target.visitLabel(otherwise);
            if (framed()) {
                InitialFrame.visit(target, host.getClassName(), access, plan.method());
            }
            // the body may begin with a stack map of its own, and no offset may have two
            target.visitInsn(Opcodes.NOP);
        }
    }

    /** After the last body. */
    void finish() {
        target.visitMaxs(maxStack, maxLocals);
        target.visitEnd();
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
}
