package org.klp4j.builder.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.diff.ClassChange;
import org.klp4j.builder.diff.Correlation;
import org.klp4j.builder.input.ClassFile;
import org.klp4j.builder.input.JarClasses;
import org.klp4j.builder.input.ObjectName;
import org.klp4j.builder.world.ClassPath;
import org.klp4j.builder.world.View;
import org.klp4j.weave.BodyHash;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.Refusal;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** The jars of one build as two states of one program. */
public final class Inputs {
    private final List<JarClasses> oldJars = new ArrayList<>();
    private final List<JarClasses> newJars = new ArrayList<>();
    private final Map<String, String> objects = new HashMap<>();
    private final Correlation.Correlated correlated;
    private final View before;
    private final View after;
    private final @Nullable SourceChanges sources;
    private final SortedSet<String> handWritten = new TreeSet<>();
    private final Set<String> mentioned = new HashSet<>();
    private final Map<String, ClassChange> changes = new HashMap<>();
    private final References references;

    /** By class, of each method: a class is read once, however many of its functions are carried. */
    private final Map<String, Map<MethodKey, String>> oldHashes = new HashMap<>();

    private final Map<String, Map<MethodKey, String>> newHashes = new HashMap<>();

    /**
     * One jar and its fix.
     *
     * @param file the old jar
     * @param oldJar its classes
     * @param newJar the classes of the fix
     */
    public record Jar(Path file, JarClasses oldJar, JarClasses newJar) {}

    /**
     * Reads and correlates. {@code sources} is what the sources of old and fix say, where both are known;
     * {@code callbacks} are classes written by hand, part of the fixed program only.
     */
    public Inputs(List<Jar> jars, ClassPath path, @Nullable SourceChanges sources, @Nullable JarClasses callbacks) {
        this.sources = sources;
        Map<String, ClassNode> running = new TreeMap<>();
        Map<String, ClassFile> fixed = new TreeMap<>();
        for (Jar jar : jars) {
            oldJars.add(jar.oldJar());
            newJars.add(jar.newJar());
            jar.oldJar().parseAll();
            jar.newJar().parseAll(jar.oldJar());
            String object = ObjectName.of(jar.file());
            for (String name : jar.oldJar().names()) {
                if (running.putIfAbsent(name, jar.oldJar().get(name).node()) == null) {
                    objects.put(name, object);
                }
            }
            jar.newJar()
                    .names()
                    .forEach(name -> fixed.putIfAbsent(name, jar.newJar().get(name)));
        }
        if (callbacks != null) {
            newJars.add(callbacks);
            handWritten.addAll(callbacks.names());
            handWritten.forEach(name -> fixed.put(name, callbacks.get(name)));
        }
        correlated = Correlation.correlate(running, fixed);
        before = new View(running, path);
        after = new View(correlated.classes(), path);
        references = new References(before);
    }

    /** The program as it runs. */
    public View before() {
        return before;
    }

    /** The fixed program. */
    public View after() {
        return after;
    }

    /** Internal names of the classes written by hand. */
    SortedSet<String> handWritten() {
        return handWritten;
    }

    /** The object a running class belongs to. */
    String object(String className) {
        return objects.getOrDefault(className, "unnamed");
    }

    /** Whether a class is the same in both but for debug information, or its source is. */
    boolean identical(String name) {
        SourceChanges known = sources;
        if (known != null && known.unchanged(origin(name))) {
            return true;
        }
        ClassFile was = find(oldJars, name);
        ClassFile now = find(newJars, origin(name));
        return was != null && now != null && was.name().equals(now.name()) && was.node() == now.node();
    }

    /** What the fix, and not the compiler, changes in a class that runs: found once, however often a plan is made. */
    ClassChange change(ClassNode was, ClassNode now) {
        return changes.computeIfAbsent(
                was.name, name -> narrowed(ClassChange.of(was, now, before::ownClass, after::ownClass)));
    }

    private ClassChange narrowed(ClassChange change) {
        SourceChanges known = sources;
        return known == null ? change : known.narrowed(origin(change.after().name), change);
    }

    /** Who refers to what in the running program. */
    References references() {
        return references;
    }

    /** The name of a class in the fixed jar. */
    String origin(String name) {
        return correlated.origins().getOrDefault(name, name);
    }

    /**
     * Whether the running program mentions a class that is nowhere among its jars and those of the class path: it does
     * without it, or the user did not give its jar.
     */
    boolean optional(String name) {
        return before.find(name) == null && mentioned().contains(name);
    }

    private Set<String> mentioned() {
        if (mentioned.isEmpty()) {
            before.own().values().forEach(node -> TypesOfCode.of(node, mentioned));
        }
        return mentioned;
    }

    /** The bytes of a running class. */
    byte[] oldBytes(String name) {
        ClassFile file = find(oldJars, name);
        return file == null ? new byte[0] : file.bytes();
    }

    /** The bytes of a fixed class, by its correlated name. */
    byte[] newBytes(String name) {
        ClassFile file = find(newJars, origin(name));
        return file == null ? new byte[0] : file.bytes();
    }

    /** The hash of a running method. */
    String oldHash(String className, MethodNode method) {
        String hash = oldHashes
                .computeIfAbsent(className, name -> hashes(oldBytes(name)))
                .get(new MethodKey(method.name, method.desc));
        if (hash == null) {
            throw new IllegalStateException("no code in " + className + "." + method.name);
        }
        return hash;
    }

    /** The name of a method in the fixed jar. */
    String originName(String className, MethodNode method) {
        return correlated.methodOrigins().getOrDefault(className + "." + method.name + method.desc, method.name);
    }

    /** The hash a method has in the fixed jar; that of no code when it is not there. */
    String newHash(String className, MethodNode method) {
        String name = originName(className, method);
        return newHashes
                .computeIfAbsent(className, fresh -> hashes(newBytes(fresh)))
                .getOrDefault(new MethodKey(name, method.desc), BodyHash.NONE);
    }

    /** Of all methods of a class file; of none when it is empty. */
    static Map<MethodKey, String> hashes(byte[] bytes) {
        try {
            return bytes.length == 0 ? Map.of() : BodyHash.all(bytes);
        } catch (Refusal e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static @Nullable ClassFile find(List<JarClasses> jars, String name) {
        for (JarClasses jar : jars) {
            ClassFile file = jar.find(name);
            if (file != null) {
                return file;
            }
        }
        return null;
    }

    /** The resources that differ, by path. */
    List<String> changedResources() {
        Map<String, String> was = new TreeMap<>();
        Map<String, String> now = new TreeMap<>();
        oldJars.forEach(jar -> was.putAll(jar.resources()));
        newJars.forEach(jar -> now.putAll(jar.resources()));
        List<String> changed = new ArrayList<>();
        now.forEach((path, hash) -> {
            boolean skipped = path.startsWith("META-INF/maven/") || path.equals("META-INF/MANIFEST.MF");
            if (!skipped && !hash.equals(was.get(path))) {
                changed.add(path);
            }
        });
        return changed;
    }
}
