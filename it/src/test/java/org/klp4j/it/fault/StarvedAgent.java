package org.klp4j.it.fault;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The agent, with a call of {@code memory.Allocations.next} at everything in its own classes that may allocate. */
final class StarvedAgent {
    private static final String CLASSES = "inst/klp4j.zip";

    private StarvedAgent() {}

    static Path make(Path directory) throws IOException {
        Path made = directory.resolve("klp4j-starved.jar");
        try (JarFile agent = new JarFile(System.getProperty("klp4j.agent"));
                OutputStream out = Files.newOutputStream(made);
                JarOutputStream jar = new JarOutputStream(out, agent.getManifest())) {
            Enumeration<JarEntry> entries = agent.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    jar.putNextEntry(new JarEntry(entry.getName()));
                    try (InputStream in = agent.getInputStream(entry)) {
                        byte[] bytes = in.readAllBytes();
                        jar.write(entry.getName().equals(CLASSES) ? starved(bytes) : bytes);
                    }
                }
            }
        }
        return made;
    }

    private static byte[] starved(byte[] zip) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] classFile = in.readAllBytes();
                boolean own = entry.getName().startsWith("org/klp4j/")
                        && !entry.getName().startsWith("org/klp4j/internal/");
                store(out, entry.getName(), own ? counted(classFile) : classFile);
            }
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        out.write(bytes);
    }

    private static byte[] counted(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, 0);
        ClassVisitor counter = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                return name.equals("<clinit>") ? method : new Counter(method);
            }
        };
        reader.accept(counter, 0);
        return writer.toByteArray();
    }

    private static final class Counter extends MethodVisitor {
        Counter(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        private void count() {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, "memory/Allocations", "next", "()V", false);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            super.visitTypeInsn(opcode, type); // first: frames know an object that is being made by this place
            if (opcode == Opcodes.NEW || opcode == Opcodes.ANEWARRAY) {
                count();
            }
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            if (opcode == Opcodes.NEWARRAY) {
                count();
            }
            super.visitIntInsn(opcode, operand);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            if (!descriptor.startsWith("()")) {
                count();
            }
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
        }
    }
}
