package org.klp4j.builder.input;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.objectweb.asm.ClassReader;

/**
 * The classes of one jar as a JVM of the oldest supported release sees them (a multi-release jar gives its versions
 * for 17), parsed when first asked for, or all at once.
 */
public final class JarClasses {
    private static final Runtime.Version OLDEST = Runtime.Version.parse("17");
    private static final String CLASS = ".class";

    private final Path file;
    private final SortedMap<String, byte[]> classes;
    private final SortedMap<String, String> resources;
    private final Map<String, ClassFile> parsed = new ConcurrentHashMap<>();

    private JarClasses(Path file, SortedMap<String, byte[]> classes, SortedMap<String, String> resources) {
        this.file = file;
        this.classes = classes;
        this.resources = resources;
    }

    /**
     * Reads a jar.
     *
     * @throws KlpException {@code ENOENT} or {@code EINVAL} with a line that names the file
     */
    public static JarClasses read(Path file) throws KlpException {
        if (Files.isDirectory(file)) {
            throw new KlpException(Errno.EISDIR, "'" + file + "' is a directory, no jar; name the jar in it");
        }
        if (!Files.isRegularFile(file)) {
            throw new KlpException(Errno.ENOENT, "jar '" + file + "' does not exist");
        }
        SortedMap<String, byte[]> classes = new TreeMap<>();
        SortedMap<String, String> resources = new TreeMap<>();
        try (JarFile jar = new JarFile(new File(file.toString()), false, ZipFile.OPEN_READ, OLDEST)) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.versionedStream()::iterator) {
                read(jar, entry, classes, resources);
            }
        } catch (IOException e) {
            throw new KlpException(Errno.EINVAL, "'" + file + "' is not a readable jar: " + e.getMessage(), e);
        }
        return new JarClasses(file, classes, resources);
    }

    /** Classes that come from a compiler; {@code file} is what messages name. */
    public static JarClasses made(Path file, SortedMap<String, byte[]> compiled) {
        return new JarClasses(file, compiled, new TreeMap<>());
    }

    /** This jar with the classes a compiler made in place of those that are replaced. */
    public JarClasses overlaid(Map<String, byte[]> compiled, Predicate<String> replaced) {
        SortedMap<String, byte[]> merged = new TreeMap<>(classes);
        merged.keySet().removeIf(replaced);
        merged.putAll(compiled);
        return new JarClasses(file, merged, resources);
    }

    private static void read(
            JarFile jar, JarEntry entry, SortedMap<String, byte[]> classes, SortedMap<String, String> resources)
            throws IOException {
        String name = entry.getName();
        if (entry.isDirectory() || name.endsWith("module-info.class")) {
            return;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = in.readAllBytes();
            if (name.endsWith(CLASS) && !elsewhere(name, bytes)) {
                classes.put(name.substring(0, name.length() - CLASS.length()), bytes);
            } else {
                resources.put(name, sha256(bytes));
            }
        }
    }

    /** A class under a path that is not its name, as Jython's library has them: no class loader finds it there. */
    private static boolean elsewhere(String path, byte[] bytes) {
        try {
            return !path.equals(new ClassReader(bytes).getClassName() + CLASS);
        } catch (RuntimeException damaged) { // what ASM throws depends on where the damage is
            return false; // whoever asks for it is told
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Parses every class now, on every processor; one that is damaged is told when it is asked for. */
    public void parseAll() {
        parseAll(name -> ClassFile.of(bytes(name)));
    }

    /**
     * Parses every class now as {@link #parseAll()} does, but takes the tree of another release where a class is the
     * same there but for debug information: most are, and trees are what fills the heap.
     */
    public void parseAll(JarClasses like) {
        parseAll(name -> {
            byte[] bytes = bytes(name);
            byte[] there = like.classes.get(name);
            return there != null && ClassFile.sameButDebug(there, bytes)
                    ? like.get(name).withBytes(bytes)
                    : ClassFile.of(bytes);
        });
    }

    private void parseAll(Function<String, ClassFile> parser) {
        classes.keySet().parallelStream().forEach(name -> {
            try {
                parsed.computeIfAbsent(name, parser);
            } catch (IllegalArgumentException | UncheckedIOException damaged) {
                // whoever asks for it is told
            }
        });
    }

    /** The jar. */
    public Path file() {
        return file;
    }

    /** Internal names of its classes, sorted. */
    public Set<String> names() {
        return new TreeSet<>(classes.keySet());
    }

    /** The class file of a class that is known to be there; not to be changed. */
    public byte[] bytes(String internalName) {
        return Objects.requireNonNull(classes.get(internalName), internalName);
    }

    /** Its other entries: path to hash. */
    public Map<String, String> resources() {
        return resources;
    }

    /** Whether it has this class. */
    public boolean has(String internalName) {
        return classes.containsKey(internalName);
    }

    /**
     * The class of this internal name; null when the jar has none.
     *
     * @throws UncheckedIOException when it is damaged; its message is one line for the user
     */
    public @Nullable ClassFile find(String internalName) {
        byte[] bytes = classes.get(internalName);
        if (bytes == null) {
            return null;
        }
        try {
            return parsed.computeIfAbsent(internalName, name -> ClassFile.of(bytes));
        } catch (IllegalArgumentException damaged) {
            throw new UncheckedIOException(
                    "'" + file + "' is damaged: entry '" + internalName + ".class' is no class file that can be read",
                    new IOException(damaged));
        }
    }

    /** The class of this internal name, which is known to be there. */
    public ClassFile get(String internalName) {
        ClassFile found = find(internalName);
        if (found == null) {
            throw new IllegalStateException("no class '" + internalName + "' in '" + file + "'");
        }
        return found;
    }
}
