import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.JSRInlinerAdapter;

/**
 * Copies jars, their class files raised to Java 17's version and given stack maps. Classes older than Java 6 are checked
 * by the old verifier and kept out of shared archives, which costs a command that lives for a moment a third of its
 * time. Run as source: {@code java -cp ASM RaiseClassVersion.java DIRECTORY JAR...}; {@code x.jar} becomes
 * {@code DIRECTORY/x-raised.jar}. What a jar's classes extend must be in the JDK, in the jar or in ASM.
 */
final class RaiseClassVersion {
    private RaiseClassVersion() {}

    public static void main(String[] args) throws IOException {
        for (int i = 1; i < args.length; i++) {
            Path from = Path.of(args[i]);
            String name = from.getFileName().toString().replaceFirst("\\.jar$", "-raised.jar");
            raise(from, Path.of(args[0]).resolve(name));
        }
    }

    private static void raise(Path from, Path to) throws IOException {
        try (ZipFile jar = new ZipFile(from.toFile());
                URLClassLoader classes = new URLClassLoader(new URL[] {from.toUri().toURL()});
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            List<? extends ZipEntry> entries = Collections.list(jar.entries());
            for (ZipEntry entry : entries) {
                byte[] bytes = jar.getInputStream(entry).readAllBytes();
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                out.putNextEntry(copy);
                out.write(old(entry, bytes) ? raise(bytes, classes) : bytes);
                out.closeEntry();
            }
        }
    }

    private static boolean old(ZipEntry entry, byte[] bytes) {
        return entry.getName().endsWith(".class") && bytes[7] < Opcodes.V1_6;
    }

    private static byte[] raise(byte[] bytes, ClassLoader classes) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected ClassLoader getClassLoader() {
                return classes;
            }
        };
        ClassVisitor raiser = new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public void visit(int version, int access, String name, String signature, String base, String[] others) {
                super.visit(Opcodes.V17, access, name, signature, base, others);
            }

            @Override
            public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] thrown) {
                MethodVisitor method = super.visitMethod(access, name, type, signature, thrown);
                return new JSRInlinerAdapter(method, access, name, type, signature, thrown);
            }
        };
        new ClassReader(bytes).accept(raiser, 0);
        return writer.toByteArray();
    }
}
