package org.klp4j.it.moment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Two releases of a library, with a first instruction in each function of some classes that tells the release. */
final class Marks {
    private static final String LIST = "points/functions";

    private final Set<String> classes;

    /** Marks these classes, with slashes. */
    Marks(List<String> classes) {
        this.classes = Set.copyOf(classes);
    }

    /** Writes both; only functions that both have are marked. */
    void write(Path before, Path markedBefore, Path after, Path markedAfter) throws IOException {
        Map<String, byte[]> old = read(before);
        Map<String, byte[]> fixed = read(after);
        Set<String> functions = functions(old);
        functions.retainAll(functions(fixed));
        if (functions.isEmpty()) {
            throw new IllegalArgumentException("nothing to mark in " + before);
        }
        write(marked(old, 0, functions), markedBefore);
        write(marked(fixed, 1, functions), markedAfter);
    }

    private Set<String> functions(Map<String, byte[]> jar) {
        Set<String> found = new TreeSet<>();
        for (String name : classes) {
            byte[] bytes = jar.get(name + ".class");
            if (bytes != null) {
                new ClassReader(bytes).accept(new Finder(name, found), ClassReader.SKIP_CODE);
            }
        }
        return found;
    }

    private Map<String, byte[]> marked(Map<String, byte[]> jar, int version, Set<String> functions) {
        Map<String, byte[]> all = new TreeMap<>(jar);
        for (String name : classes) {
            all.computeIfPresent(name + ".class", (path, bytes) -> {
                ClassWriter writer = new ClassWriter(0);
                new ClassReader(bytes).accept(new Marker(writer, name, version, functions), 0);
                return writer.toByteArray();
            });
        }
        all.put(LIST, String.join("\n", functions).getBytes(StandardCharsets.UTF_8));
        return all;
    }

    private static String symbol(String owner, String method, String descriptor) {
        return owner.replace('/', '.') + "." + method + descriptor;
    }

    private static final class Finder extends ClassVisitor {
        private final String owner;
        private final Set<String> found;

        Finder(String owner, Set<String> found) {
            super(Opcodes.ASM9);
            this.owner = owner;
            this.found = found;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access, String name, String descriptor, @Nullable String signature, String @Nullable [] thrown) {
            int bodiless = Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;
            // Lambda bodies are numbered anew in each release.
            if ((access & bodiless) == 0 && !name.equals("<clinit>") && !name.contains("$")) {
                found.add(symbol(owner, name, descriptor));
            }
            return null;
        }
    }

    private static final class Marker extends ClassVisitor {
        private final String owner;
        private final int version;
        private final Set<String> functions;

        Marker(ClassVisitor next, String owner, int version, Set<String> functions) {
            super(Opcodes.ASM9, next);
            this.owner = owner;
            this.version = version;
            this.functions = functions;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, @Nullable String signature, String @Nullable [] thrown) {
            MethodVisitor body = super.visitMethod(access, name, descriptor, signature, thrown);
            String symbol = symbol(owner, name, descriptor);
            if (!functions.contains(symbol)) {
                return body;
            }
            return new MethodVisitor(Opcodes.ASM9, body) {
                @Override
                public void visitCode() {
                    super.visitCode();
                    super.visitInsn(Opcodes.ICONST_0 + version);
                    super.visitLdcInsn(symbol);
                    super.visitMethodInsn(
                            Opcodes.INVOKESTATIC, "points/Points", "enter", "(ILjava/lang/String;)V", false);
                }

                @Override
                public void visitMaxs(int stack, int locals) {
                    super.visitMaxs(Math.max(2, stack), locals);
                }
            };
        }
    }

    private static Map<String, byte[]> read(Path jar) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(jar)))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    entries.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return entries;
    }

    private static void write(Map<String, byte[]> entries, Path jar) throws IOException {
        Set<String> written = new HashSet<>();
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                if (written.add(entry.getKey())) {
                    out.putNextEntry(new ZipEntry(entry.getKey()));
                    out.write(entry.getValue());
                }
            }
        }
    }
}
