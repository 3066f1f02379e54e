package org.klp4j.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles what is to be patched, and packs it. */
public final class Sources {
    private Sources() {}

    /**
     * Compiles sources into {@code folder/name.jar}.
     *
     * @param sources text by path, e.g. {@code pair/Alpha.java}
     */
    public static Path jar(Path folder, String name, Map<String, String> sources) throws IOException {
        Path classes = Files.createDirectories(folder.resolve(name + "-classes"));
        List<String> arguments =
                new ArrayList<>(List.of("--release", "17", "-nowarn", "-proc:none", "-d", classes.toString()));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = folder.resolve(name + "-source").resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IOException("'" + name + "' does not compile");
        }
        return pack(classes, folder.resolve(name + ".jar"));
    }

    /** The classes that {@link #jar} packed. */
    public static Path classes(Path folder, String name) {
        return folder.resolve(name + "-classes");
    }

    private static Path pack(Path classes, Path jar) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(classes)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path file : files) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
        }
        return jar;
    }

    /** The bytes of an entry of a jar. */
    public static byte[] entry(Path jar, String name) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            JarEntry entry = file.getJarEntry(name);
            if (entry == null) {
                throw new IOException("'" + name + "' is not in " + jar.getFileName());
            }
            return file.getInputStream(entry).readAllBytes();
        }
    }
}
