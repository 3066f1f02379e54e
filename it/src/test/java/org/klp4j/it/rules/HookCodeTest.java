package org.klp4j.it.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The hook runs inside any method of the application: it must not start bootstrap code at odd moments. */
class HookCodeTest {
    @Test
    void hasNoInvokedynamic() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("klp.root"), "hook/target/classes"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                ClassReader reader = new ClassReader(Files.readAllBytes(file));
                reader.accept(new Finder(reader.getClassName(), found), ClassReader.SKIP_DEBUG);
            }
        }
        assertThat(found)
                .as("methods of the hook with invokedynamic: lambda, string concatenation, ...")
                .isEmpty();
    }

    private static final class Finder extends ClassVisitor {
        private final String className;
        private final List<String> found;

        Finder(String className, List<String> found) {
            super(Opcodes.ASM9);
            this.className = className;
            this.found = found;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String method, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitInvokeDynamicInsn(String name, String type, Handle bootstrap, Object... arguments) {
                    found.add(className + "." + method);
                }
            };
        }
    }
}
