package org.klp4j.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.klp4j.hook.KlpGate;
import org.klp4j.weave.Notrace;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Whatever the hook calls is kept from being gated itself. */
final class HookClosureTest {
    @Test
    void nothingTheGateCallsMayBeWoven() throws Exception {
        Set<String> called = new TreeSet<>();
        URI home = KlpGate.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        if (home.getPath().endsWith(".jar")) {
            try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + home), Map.of())) {
                collect(jar.getPath("/"), called);
            }
        } else {
            collect(Path.of(home), called);
        }
        // an exception is made when something has failed for good
        called.removeIf(name -> name.startsWith("org.klp4j.hook.") || name.endsWith("Exception"));
        assertThat(called).contains("java.lang.ThreadLocal", "java.lang.StackWalker", "java.util.HashMap");
        assertThat(called)
                .allSatisfy(name -> assertThat(Notrace.classReason(name)).isNotNull());
    }

    private static void collect(Path root, Set<String> called) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                collect(new ClassReader(Files.readAllBytes(file)), called);
            }
        }
    }

    private static void collect(ClassReader hook, Set<String> called) {
        hook.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(int access, String name, String type, String s, String[] e) {
                        return new MethodVisitor(Opcodes.ASM9) {
                            @Override
                            public void visitMethodInsn(
                                    int opcode, String owner, String name, String type, boolean isInterface) {
                                if (!owner.startsWith("[")) {
                                    called.add(owner.replace('/', '.'));
                                }
                            }
                        };
                    }
                },
                0);
    }
}
