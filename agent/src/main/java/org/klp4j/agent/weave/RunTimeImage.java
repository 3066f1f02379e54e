package org.klp4j.agent.weave;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.klp4j.engine.MethodShape;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.Refusal;

/**
 * The JDK's run-time image as an object: it is always there, though the JVM loads its classes as they are needed. So
 * its functions are looked up in class files where no class is loaded yet, as the kernel finds every symbol of
 * its own.
 */
final class RunTimeImage {
    private RunTimeImage() {}

    /** Refuses the first function of the image that is not there; of other objects only loaded classes are known. */
    static void resolve(Set<String> classes, Collection<Class<?>> loaded, Wanted wanted) throws Refusal {
        Set<String> absent = new TreeSet<>(classes);
        loaded.forEach(copy -> absent.remove(copy.getName()));
        for (String name : absent) {
            List<MethodShape> shapes = wanted.shapes(name);
            for (MethodShape shape : shapes == null ? List.<MethodShape>of() : shapes) {
                if (shape.object().equals(ObjectNames.VMLINUX)) {
                    resolve(name, shape);
                }
            }
        }
    }

    private static void resolve(String name, MethodShape shape) throws Refusal {
        String path = name.replace('.', '/');
        byte[] classFile = read(path + ".class");
        ClassSymbols symbols = classFile == null ? new ClassSymbols(path, 0, 0, List.of()) : ClassSymbols.of(classFile);
        ClassShaper.resolve(symbols, shape);
    }

    private static byte @Nullable [] read(String path) {
        try (InputStream platform = ClassLoader.getPlatformClassLoader().getResourceAsStream(path);
                InputStream file = platform != null ? platform : ClassLoader.getSystemResourceAsStream(path)) {
            return file == null ? null : file.readAllBytes();
        } catch (IOException unreadable) {
            return null;
        }
    }
}
