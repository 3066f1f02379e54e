package org.klp4j.builder.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import org.klp4j.builder.input.JarClasses;

/** The compiler's file system: a class path of jars that were read already, and an output kept in memory. */
final class ClassesInJars extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, List<JavaFileObject>> packages = new HashMap<>();
    private final SortedMap<String, ByteArrayOutputStream> written = new TreeMap<>();

    /** Jars that come first hide later ones. */
    ClassesInJars(JavaFileManager platform, List<JarClasses> path) {
        super(platform);
        Map<String, byte[]> all = new TreeMap<>();
        path.forEach(jar -> jar.names().forEach(name -> all.putIfAbsent(name, jar.bytes(name))));
        all.forEach((name, bytes) -> packages.computeIfAbsent(packageOf(name), key -> new ArrayList<>())
                .add(new Present(name, bytes)));
    }

    private static String packageOf(String internalName) {
        int end = internalName.lastIndexOf('/');
        return end < 0 ? "" : internalName.substring(0, end).replace('/', '.');
    }

    /** What was compiled: internal names to class files. */
    SortedMap<String, byte[]> written() {
        SortedMap<String, byte[]> classes = new TreeMap<>();
        written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return classes;
    }

    @Override
    public Iterable<JavaFileObject> list(
            Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse) throws IOException {
        if (location != StandardLocation.CLASS_PATH) {
            return super.list(location, packageName, kinds, recurse);
        }
        return kinds.contains(JavaFileObject.Kind.CLASS) ? packages.getOrDefault(packageName, List.of()) : List.of();
    }

    @Override
    public boolean hasLocation(Location location) {
        return location == StandardLocation.CLASS_PATH || super.hasLocation(location);
    }

    @Override
    public String inferBinaryName(Location location, JavaFileObject file) {
        return file instanceof Present present ? present.binaryName() : super.inferBinaryName(location, file);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
            Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        written.put(className.replace('.', '/'), bytes);
        return new SimpleJavaFileObject(uri(className), kind) {
            @Override
            public OutputStream openOutputStream() {
                return bytes;
            }
        };
    }

    private static URI uri(String className) {
        return URI.create("klp:///" + className.replace('.', '/').replace("$", "%24") + ".class");
    }

    /** A class of a jar. */
    private static final class Present extends SimpleJavaFileObject {
        private final String internalName;
        private final byte[] bytes;

        Present(String internalName, byte[] bytes) {
            super(URI.create("klp:/" + Integer.toHexString(internalName.hashCode()) + ".class"), Kind.CLASS);
            this.internalName = internalName;
            this.bytes = bytes;
        }

        String binaryName() {
            return internalName.replace('/', '.');
        }

        @Override
        public String getName() {
            return internalName + ".class";
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            String last = internalName.substring(internalName.lastIndexOf('/') + 1);
            return kind == Kind.CLASS && last.equals(simpleName);
        }

        @Override
        public InputStream openInputStream() {
            return new ByteArrayInputStream(bytes);
        }
    }
}
