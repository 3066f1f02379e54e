package org.klp4j.agent.weave;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Ends a dry run. HotSpot parses, compares, verifies and merges the new version of every class of a retransformation,
 * one after the other, before it changes the first; this class comes last and always asks for a change that HotSpot
 * refuses, so everything before it has been tried and nothing has happened. As the last of a weave it sees whether all others
 * were handed in, and if not has the JVM refuse them as well.
 */
final class Sentinel {
    private Sentinel() {}

    /** The class with one method more, which no class may get. */
    static byte[] refused(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public void visitEnd() {
                        int flags = Opcodes.ACC_PUBLIC | Opcodes.ACC_SYNTHETIC;
                        int kind = (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0 ? Opcodes.ACC_ABSTRACT : 0;
                        MethodVisitor extra = visitMethod(flags | kind, "klp$refused", "()V", null, null);
                        if (kind == 0) {
                            extra.visitCode();
                            extra.visitInsn(Opcodes.RETURN);
                            extra.visitMaxs(0, 1);
                        }
                        extra.visitEnd();
                        super.visitEnd();
                    }
                },
                0);
        return writer.toByteArray();
    }
}
