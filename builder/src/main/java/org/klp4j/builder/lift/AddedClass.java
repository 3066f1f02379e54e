package org.klp4j.builder.lift;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InnerClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Takes over a class the fix adds: the same class, with its references rewritten and its nest dissolved. */
final class AddedClass {
    private final Lifting lifting;

    AddedClass(Lifting lifting) {
        this.lifting = lifting;
    }

    /** A copy whose code refers to what the running program offers. */
    ClassNode rewritten(ClassNode original, String host) {
        ClassNode copy = new ClassNode();
        original.accept(copy);
        copy.nestHostClass = null;
        copy.nestMembers = null;
        copy.innerClasses.clear();
        copy.outerClass = null;
        copy.outerMethod = null;
        copy.outerMethodDesc = null;
        copy.permittedSubclasses = null;
        if ("java/lang/Record".equals(copy.superName)) {
            nameSimply(original, copy, host);
        }
        copy.module = null;
        Place place = new Place(copy.name, host, false, copy.version & 0xffff);
        for (MethodNode method : copy.methods) {
            if ((method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0) {
                superConstructor(original, method);
                new Rewriter(lifting, place, lifting.after(), method).rewrite();
            }
        }
        TypeMentions.of(copy, name -> lifting.need(name, host));
        lifting.fact("class '" + copy.name.replace('/', '.') + "' brought along");
        return copy;
    }

    /** The text of a record begins with its simple name, which only an inner class can have of its own. */
    private static void nameSimply(ClassNode original, ClassNode copy, String host) {
        String simple = original.name.substring(original.name.lastIndexOf('/') + 1);
        for (InnerClassNode inner : original.innerClasses) {
            if (inner.name.equals(original.name) && inner.innerName != null) {
                simple = inner.innerName;
            }
        }
        copy.outerClass = host;
        copy.innerClasses.add(
                new InnerClassNode(copy.name, null, simple, Opcodes.ACC_STATIC | (copy.access & Opcodes.ACC_FINAL)));
    }

    /** The superclass's constructor must be there: a class that is brought along cannot go around it. */
    private void superConstructor(ClassNode original, MethodNode method) {
        if (method.name.equals("<init>")) {
            new ConstructorChain(lifting, original).adapt(method);
        }
    }

    /** Opens private members that other classes of the former nest use. */
    static void widen(Lifting lifting, ClassNode node) {
        for (FieldNode field : node.fields) {
            if (lifting.isWidened(node.name, field.name, field.desc)) {
                field.access &= ~Opcodes.ACC_PRIVATE;
            }
        }
        for (MethodNode method : node.methods) {
            if (lifting.isWidened(node.name, method.name, method.desc)) {
                method.access &= ~Opcodes.ACC_PRIVATE;
            }
            if (lifting.isPublished(node.name, method.name, method.desc)) {
                method.access = (method.access & ~(Opcodes.ACC_PRIVATE | Opcodes.ACC_PROTECTED)) | Opcodes.ACC_PUBLIC;
            }
        }
    }
}
