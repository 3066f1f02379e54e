package org.klp4j.agent.weave;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Class files compiled from source text by the JDK's own compiler. */
final class SourceClasses {
    private SourceClasses() {}

    /** Compiles one unit; the result has every class of it by binary name. */
    static Map<String, byte[]> compile(Path scratch, String className, String source, String... options) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        SimpleJavaFileObject unit =
                new SimpleJavaFileObject(
                        URI.create("string:///" + className.replace('.', '/') + ".java"),
                        SimpleJavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> all = Stream.concat(Stream.of("-d", scratch.toString(), "-g"), Stream.of(options))
                .toList();
        if (!compiler.getTask(null, null, null, all, null, List.of(unit)).call()) {
            throw new IllegalArgumentException("does not compile: " + className);
        }
        return read(scratch);
    }

    private static Map<String, byte[]> read(Path root) {
        Map<String, byte[]> classes = new HashMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                classes.put(name.substring(0, name.length() - ".class".length()), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return classes;
    }
}
