package org.klp4j.builder.world;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.input.ClassFile;
import org.klp4j.builder.input.JarClasses;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/** Classes that are not patched: the jars of the class path, and the JDK the builder runs on. Outlines only. */
public final class ClassPath {
    private final List<JarClasses> jars;
    private final Map<String, ClassNode> outlines = new HashMap<>();
    private final Set<String> packages = new HashSet<>();

    /** A class path of these jars, in their order. */
    public ClassPath(List<JarClasses> jars) {
        this.jars = List.copyOf(jars);
    }

    /** The outline (no code) of a class; null when neither jars nor JDK have it. */
    public @Nullable ClassNode find(String internalName) {
        ClassNode known = outlines.get(internalName);
        if (known != null) {
            return known;
        }
        ClassNode found = load(internalName);
        if (found != null) {
            outlines.put(internalName, found);
        }
        return found;
    }

    private @Nullable ClassNode load(String internalName) {
        for (JarClasses jar : jars) {
            ClassFile file = jar.find(internalName);
            if (file != null) {
                return file.node();
            }
        }
        return jdk(internalName);
    }

    /** Whether one of the jars has classes of a package, and so all of it: a package in two jars is rare. */
    boolean hasPackageOf(String internalName) {
        if (packages.isEmpty()) {
            jars.forEach(jar -> jar.names().forEach(name -> packages.add(packageOf(name))));
        }
        return packages.contains(packageOf(internalName));
    }

    private static String packageOf(String internalName) {
        return internalName.substring(0, internalName.lastIndexOf('/') + 1);
    }

    /** Whether a class is part of the JDK. */
    public boolean inJdk(String internalName) {
        for (JarClasses jar : jars) {
            if (jar.has(internalName)) {
                return false;
            }
        }
        return find(internalName) != null;
    }

    private static @Nullable ClassNode jdk(String internalName) {
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        try (InputStream in = platform.getResourceAsStream(internalName + ".class")) {
            if (in == null) {
                return null;
            }
            ClassNode node = new ClassNode();
            new ClassReader(in).accept(node, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
            return node;
        } catch (IOException e) {
            return null;
        }
    }
}
