package org.klp4j.weave.corpus;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The JVM in which a corpus is woven for real. Arguments: {@code jrt:java.base} or the path of a jar, each. It is
 * both its own agent and its own application; it prints one line a finding, and {@code done} at the end.
 */
public final class CorpusTarget {
    private static volatile Instrumentation instrumentation;

    private CorpusTarget() {}

    /** Called by the JVM before {@link #main}. */
    public static void premain(String arguments, Instrumentation given) {
        instrumentation = given;
    }

    /** Called by the JVM on a late attach. */
    public static void agentmain(String arguments, Instrumentation given) {
        instrumentation = given;
    }

    /** Weaves and restores everything named. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        TestGate.define(instrumentation);
        for (String part : arguments) {
            List<Class<?>> classes = part.startsWith("jrt:") ? ofModule(part.substring(4)) : ofJar(Path.of(part));
            new CorpusRun(instrumentation, out).run(part.substring(part.lastIndexOf('/') + 1), classes);
        }
        out.println("done");
        out.flush();
    }

    private static List<Class<?>> ofModule(String module) throws IOException {
        Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", module);
        Set<String> names = new LinkedHashSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.map(file -> root.relativize(file).toString()).sorted().forEach(name -> addClassName(names, name));
        }
        return load(names, ClassLoader.getPlatformClassLoader());
    }

    private static List<Class<?>> ofJar(Path path) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        try (JarFile jar = new JarFile(path.toFile())) {
            jar.stream().map(entry -> entry.getName()).sorted().forEach(name -> addClassName(names, name));
        }
        URL[] urls = {path.toUri().toURL()};
        return load(names, new URLClassLoader(urls, ClassLoader.getPlatformClassLoader()));
    }

    private static void addClassName(Set<String> names, String file) {
        if (file.endsWith(".class") && !file.endsWith("-info.class") && !file.startsWith("META-INF/")) {
            names.add(file.substring(0, file.length() - ".class".length()).replace('/', '.'));
        }
    }

    private static List<Class<?>> load(Set<String> names, ClassLoader loader) {
        List<Class<?>> classes = new ArrayList<>();
        for (String name : names) {
            try {
                classes.add(Class.forName(name, false, loader));
            } catch (ClassNotFoundException | LinkageError missing) {
                // what a class needs may be an optional library
            }
        }
        return classes;
    }
}
