package org.klp4j.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Packs agents. */
public final class AgentJars {
    private AgentJars() {}

    /** The agent that does what {@code java.lang.instrument} does by itself. */
    public static Path raw(Path folder) throws IOException {
        return pack(
                folder.resolve("raw-agent.jar"),
                "",
                List.of(RawAgent.class.getName(), RawAgent.class.getName() + "$1"));
    }

    static Path buddy(Path folder, Path byteBuddy) throws IOException {
        Path beside = folder.resolve("byte-buddy.jar");
        if (!Files.exists(beside)) {
            Files.copy(byteBuddy, beside);
        }
        return pack(
                folder.resolve("buddy-agent.jar"),
                "byte-buddy.jar",
                List.of(BuddyAgent.class.getName(), BuddyAgent.Fixed.class.getName()));
    }

    private static Path pack(Path jar, String classPath, List<String> classes) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        for (String name : List.of("Agent-Class", "Premain-Class")) {
            main.putValue(name, classes.get(0));
        }
        for (String name : List.of("Can-Redefine-Classes", "Can-Retransform-Classes")) {
            main.putValue(name, "true");
        }
        if (!classPath.isEmpty()) {
            main.put(Attributes.Name.CLASS_PATH, classPath);
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (String name : classes) {
                String entry = name.replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(entry));
                try (InputStream code = AgentJars.class.getClassLoader().getResourceAsStream(entry)) {
                    out.write(Objects.requireNonNull(code).readAllBytes());
                }
            }
        }
        return jar;
    }
}
