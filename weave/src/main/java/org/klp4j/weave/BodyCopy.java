package org.klp4j.weave;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.TypePath;
import org.objectweb.asm.TypeReference;

/**
 * Appends the code of one method to that of another: instructions, handlers, stack maps, and what debugging and type
 * annotations say about them. Nothing else of the source method passes, and neither do code attributes ASM does not
 * know, since they may hold offsets or constants of the class they came from.
 */
final class BodyCopy extends MethodVisitor {
    /** Handlers of the target that precede those of this body: an annotation names a handler by its index. */
    private final int handlersBefore;

    private final Consumer<BodyCopy> ended;
    private int handlers;
    private int maxStack;
    private int maxLocals;

    BodyCopy(MethodVisitor target, int handlersBefore, Consumer<BodyCopy> ended) {
        super(ClassFiles.API, target);
        this.handlersBefore = handlersBefore;
        this.ended = ended;
    }

    int handlers() {
        return handlers;
    }

    int maxStack() {
        return maxStack;
    }

    int maxLocals() {
        return maxLocals;
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
        handlers++;
        super.visitTryCatchBlock(start, end, handler, type);
    }

    @Override
    public @Nullable AnnotationVisitor visitTryCatchAnnotation(
            int typeRef, @Nullable TypePath typePath, String descriptor, boolean visible) {
        int index = new TypeReference(typeRef).getTryCatchBlockIndex() + handlersBefore;
        int shifted = TypeReference.newTryCatchReference(index).getValue();
        return super.visitTryCatchAnnotation(shifted, typePath, descriptor, visible);
    }

    @Override
    public void visitMaxs(int stack, int locals) {
        maxStack = stack;
        maxLocals = locals;
    }

    @Override
    public void visitCode() {
        // the target's code has begun already
    }

    @Override
    public void visitEnd() {
        ended.accept(this); // and does not end here
    }

    @Override
    public void visitAttribute(Attribute attribute) {
        // belongs to the source method or to its place in the source class
    }

    @Override
    public void visitParameter(@Nullable String name, int access) {
        // belongs to the source method
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotationDefault() {
        return null;
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
        return null;
    }

    @Override
    public @Nullable AnnotationVisitor visitTypeAnnotation(
            int typeRef, @Nullable TypePath typePath, String descriptor, boolean visible) {
        return null;
    }

    @Override
    public void visitAnnotableParameterCount(int parameterCount, boolean visible) {
        // belongs to the source method
    }

    @Override
    public @Nullable AnnotationVisitor visitParameterAnnotation(int parameter, String descriptor, boolean visible) {
        return null;
    }
}
