package org.klp4j.it.corpus;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.klp4j.it.jvm.TargetJvm;

/** Plain redefinition of the classes of a fix: what the JVM itself offers. */
final class Redefinition {
    private Redefinition() {}

    /** {@code accepted} or {@code refused: …}. */
    static String of(Pair pair, TargetJvm target, Workshop workshop) throws Exception {
        Map<String, byte[]> was = classes(pair.oldJars());
        Map<String, byte[]> now = classes(pair.newJars());
        Map<String, byte[]> added = new TreeMap<>();
        Map<String, byte[]> changed = new TreeMap<>();
        now.forEach((name, bytes) -> {
            if (!was.containsKey(name)) {
                added.put(name, bytes);
            } else if (takes(pair, name) && !Arrays.equals(was.get(name), bytes)) {
                changed.put(name, bytes);
            }
        });
        String stem = "plain-" + pair.id() + "-" + target.pid();
        List<String> lines = new ArrayList<>();
        lines.add(jar(workshop.file(stem + "-added.jar"), added));
        lines.add(jar(workshop.file(stem + "-changed.jar"), changed));
        lines.addAll(changed.keySet());
        Path file = Files.write(workshop.file(stem + ".txt"), lines);
        VirtualMachine jvm = VirtualMachine.attach(Long.toString(target.pid()));
        try {
            jvm.loadAgent(workshop.redefiner().toString(), file.toString());
        } finally {
            jvm.detach();
        }
        return Files.readString(file);
    }

    private static boolean takes(Pair pair, String name) {
        return pair.only().isEmpty()
                || pair.only().stream().anyMatch(only -> name.equals(only) || name.startsWith(only + "$"));
    }

    private static Map<String, byte[]> classes(List<String> jars) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        for (String coordinates : jars) {
            try (JarFile jar = new JarFile(Pair.jar(coordinates).toFile())) {
                for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                    String path = entry.getName();
                    if (path.endsWith(".class") && !path.startsWith("META-INF/") && !path.contains("module-info")) {
                        try (InputStream in = jar.getInputStream(entry)) {
                            String name = path.substring(0, path.length() - 6).replace('/', '.');
                            classes.putIfAbsent(name, in.readAllBytes());
                        }
                    }
                }
            }
        }
        return classes;
    }

    private static String jar(Path file, Map<String, byte[]> classes) throws IOException {
        try (OutputStream bytes = Files.newOutputStream(file);
                JarOutputStream out = new JarOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey().replace('.', '/') + ".class"));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return file.toString();
    }
}
