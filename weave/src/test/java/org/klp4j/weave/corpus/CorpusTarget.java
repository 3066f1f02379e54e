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
import org.jspecify.annotations.Nullable;

/**
 * The JVM in which a corpus is woven for real: its own agent, and its own application. Arguments:
 * {@code jrt:java.base} or the path of a jar, each; the jars see each other. It prints what it finds, a line each, and
 * {@code done} at the end.
 */
public final class CorpusTarget {
    private static volatile @Nullable Instrumentation instrumentation;

    private CorpusTarget() {}

    /** Called by the JVM before {@link #main}. */
    public static void premain(String arguments, Instrumentation given) {
        instrumentation = given;
    }

    /** Weaves and restores everything named. */
    public static void main(String[] parts) throws Exception {
        Instrumentation given = instrumentation;
        if (given == null) {
            throw new IllegalStateException("not started as an agent");
        }
        PrintStream out = System.out;
        TestGate.define(given);
        URLClassLoader jars = new URLClassLoader(urls(parts), ClassLoader.getPlatformClassLoader());
        for (String part : parts) {
            List<Class<?>> classes = part.startsWith("jrt:")
                    ? load(inModule(part.substring(4)), ClassLoader.getPlatformClassLoader())
                    : load(inJar(Path.of(part)), jars);
            new CorpusRun(given, out).run(part.substring(part.lastIndexOf('/') + 1), classes);
        }
        out.println("done");
        out.flush();
    }

    private static URL[] urls(String[] parts) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String part : parts) {
            if (!part.startsWith("jrt:")) {
                urls.add(Path.of(part).toUri().toURL());
            }
        }
        return urls.toArray(new URL[0]);
    }

    private static Set<String> inModule(String module) throws IOException {
        Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", module);
        Set<String> names = new LinkedHashSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.map(file -> root.relativize(file).toString()).sorted().forEach(file -> addClassName(names, file));
        }
        return names;
    }

    private static Set<String> inJar(Path path) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        try (JarFile jar = new JarFile(path.toFile())) {
            jar.stream().map(entry -> entry.getName()).sorted().forEach(file -> addClassName(names, file));
        }
        return names;
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
