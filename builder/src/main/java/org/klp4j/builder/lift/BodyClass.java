package org.klp4j.builder.lift;

import java.util.List;
import java.util.Set;
import org.klp4j.builder.input.ClassFile;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Writes the class file that holds the replacement code of one class. */
public final class BodyClass {
    private BodyClass() {}

    /**
     * The class file.
     *
     * @param host the running class
     * @param source the class the code comes from; its source file name is kept for stack traces
     * @param methods the replaced methods with their new code
     */
    public static byte[] of(ClassFile host, ClassNode source, List<MethodNode> methods) {
        ClassNode out = new ClassNode();
        out.version = source.version;
        out.access = host.node().access;
        out.name = host.name();
        out.superName = host.node().superName;
        out.interfaces = host.node().interfaces;
        out.sourceFile = source.sourceFile;
        out.methods = methods;
        ClassWriter writer = new ClassWriter(0);
        out.accept(writer);
        return writer.toByteArray();
    }

    /** The methods of a class whose name and descriptor (as {@code name(desc)R}) are wanted, in its order. */
    public static List<MethodNode> select(ClassNode source, Set<String> wanted) {
        return source.methods.stream()
                .filter(method -> wanted.contains(method.name + method.desc))
                .toList();
    }
}
