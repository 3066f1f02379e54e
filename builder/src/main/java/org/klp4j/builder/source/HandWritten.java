package org.klp4j.builder.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.klp4j.builder.input.JarClasses;
import org.klp4j.format.KlpException;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Callbacks and initialisers written by hand, compiled against the fixed program. They may name every member of it,
 * private ones and added ones included: what they refer to is led to where it is as in any other code of the fix.
 */
public final class HandWritten {
    private static final int HIDDEN = Opcodes.ACC_PRIVATE | Opcodes.ACC_PROTECTED;

    private HandWritten() {}

    /**
     * Compiles for Java 17, which every target is at least.
     *
     * @param fixed the jars of the fix, in the order of the class path
     * @param classPath further jars
     * @return a jar of its own
     * @throws KlpException the first error, with file and line, on one line
     */
    public static JarClasses compiled(List<JarClasses> fixed, List<JarClasses> classPath, List<Path> files)
            throws KlpException {
        List<JarClasses> path = new ArrayList<>();
        for (JarClasses jar : fixed) {
            SortedMap<String, byte[]> opened = new TreeMap<>();
            jar.names().forEach(name -> opened.put(name, opened(jar.bytes(name))));
            path.add(JarClasses.made(jar.file(), opened));
        }
        path.addAll(classPath);
        SortedMap<String, byte[]> classes = new SourceCompiler(path).compileForTargets(SourceFile.read(files));
        return JarClasses.made(files.get(0), classes);
    }

    private static byte[] opened(byte[] classFile) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, writer) {
                            @Override
                            public void visit(
                                    int version,
                                    int access,
                                    String name,
                                    String signature,
                                    String superName,
                                    String[] interfaces) {
                                super.visit(version, open(access), name, signature, superName, interfaces);
                            }

                            @Override
                            public void visitInnerClass(String name, String outer, String inner, int access) {
                                super.visitInnerClass(name, outer, inner, open(access));
                            }

                            @Override
                            public FieldVisitor visitField(
                                    int access, String name, String descriptor, String signature, Object value) {
                                return super.visitField(open(access), name, descriptor, signature, value);
                            }

                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] thrown) {
                                return super.visitMethod(open(access), name, descriptor, signature, thrown);
                            }
                        },
                        ClassReader.SKIP_CODE | ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }

    private static int open(int access) {
        return (access & ~HIDDEN) | Opcodes.ACC_PUBLIC;
    }
}
