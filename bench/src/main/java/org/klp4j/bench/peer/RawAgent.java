package org.klp4j.bench.peer;

import java.io.IOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code java.lang.instrument} does by itself: every class of a list replaced in one call. Arguments: {@code
 * redefine|retransform,DIRECTORY,CLASS...}, or {@code cycle,TIMES,DIRECTORY,OTHER,CLASS...}. Attach carries a thousand
 * bytes of them only, so {@code redefine,DIRECTORY} stands for every class file there.
 */
public final class RawAgent {
    private RawAgent() {}

    /** Present from the start, and idle. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        // only its capabilities matter
    }

    /** Does what the arguments say. */
    public static void agentmain(String arguments, Instrumentation instrumentation) throws Exception {
        List<String> words = List.of(arguments.split(","));
        switch (words.get(0)) {
            case "redefine" ->
                redefine(
                        instrumentation,
                        words.get(1),
                        words.size() == 2 ? all(words.get(1)) : words.subList(2, words.size()));
            case "retransform" -> retransform(instrumentation, words.get(1), words.subList(2, words.size()));
            case "cycle" -> {
                for (int i = 0; i < Integer.parseInt(words.get(1)); i++) {
                    redefine(instrumentation, words.get(2), words.subList(4, words.size()));
                    redefine(instrumentation, words.get(3), words.subList(4, words.size()));
                }
            }
            default -> throw new IllegalArgumentException(arguments);
        }
    }

    private static void redefine(Instrumentation instrumentation, String directory, List<String> names)
            throws Exception {
        List<ClassDefinition> definitions = new ArrayList<>();
        for (Class<?> type : loaded(instrumentation, names)) {
            definitions.add(new ClassDefinition(type, Files.readAllBytes(file(directory, type.getName()))));
        }
        instrumentation.redefineClasses(definitions.toArray(ClassDefinition[]::new));
    }

    private static void retransform(Instrumentation instrumentation, String directory, List<String> names)
            throws Exception {
        Map<String, byte[]> bytes = new TreeMap<>();
        for (String name : names) {
            bytes.put(name.replace('.', '/'), Files.readAllBytes(file(directory, name)));
        }
        instrumentation.addTransformer(
                new ClassFileTransformer() {
                    @Override
                    public byte @Nullable [] transform(
                            @Nullable ClassLoader loader,
                            String name,
                            @Nullable Class<?> type,
                            @Nullable ProtectionDomain domain,
                            byte[] code) {
                        return name == null ? null : bytes.get(name);
                    }
                },
                true);
        instrumentation.retransformClasses(loaded(instrumentation, names).toArray(Class<?>[]::new));
    }

    private static List<String> all(String directory) throws IOException {
        Path root = Path.of(directory);
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                    .toList();
        }
    }

    private static List<Class<?>> loaded(Instrumentation instrumentation, List<String> names) {
        Set<String> wanted = Set.copyOf(names);
        List<Class<?>> found = Arrays.stream(instrumentation.getAllLoadedClasses())
                .<Class<?>>map(type -> type)
                .filter(type -> wanted.contains(type.getName()))
                .toList();
        if (found.size() < names.size()) {
            throw new IllegalStateException("only " + found + " of " + names + " are loaded");
        }
        return found;
    }

    private static Path file(String directory, String name) {
        return Path.of(directory, name.replace('.', '/') + ".class");
    }
}
