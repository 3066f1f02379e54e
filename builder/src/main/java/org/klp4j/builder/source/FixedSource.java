package org.klp4j.builder.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.input.ClassFile;
import org.klp4j.builder.input.JarClasses;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.FieldNode;

/**
 * Fixed jars made of running ones and source: the classes of the fixed files are the compiled ones, all others are as
 * they are. Where the old source is known it is compiled too, so that what the compiler makes different can be told
 * from what the fix does.
 */
public final class FixedSource {
    private final List<JarClasses> jars;
    private final List<SourceFile> before;
    private final List<SourceFile> after;
    private final List<String> notes;
    private final SortedMap<String, byte[]> old;
    private final SortedMap<String, byte[]> compiled;

    private FixedSource(List<JarClasses> jars, List<JarClasses> path, PatchedSources sources) throws KlpException {
        this(jars, path, sources.before(), sources.after(), sources.notes());
    }

    private FixedSource(
            List<JarClasses> jars,
            List<JarClasses> path,
            List<SourceFile> before,
            List<SourceFile> after,
            List<String> notes)
            throws KlpException {
        this.jars = jars;
        this.before = List.copyOf(before);
        this.after = List.copyOf(after);
        this.notes = notes;
        SourceCompiler compiler = new SourceCompiler(path);
        this.compiled = compiler.compile(after);
        this.old = before.isEmpty() ? new TreeMap<>() : compiler.compile(before);
    }

    /**
     * Compiles fixed files, or what a diff makes of the sources.
     *
     * @param jars the running jars the source belongs to
     * @param classPath further jars
     * @param files fixed files; may be empty when there is a diff
     * @param diff a unified diff against the source jars
     * @param sourceJars the sources of the running jars
     * @throws KlpException what the compiler says, or where the diff does not fit, on one line
     */
    public static FixedSource of(
            List<JarClasses> jars,
            List<JarClasses> classPath,
            List<Path> files,
            @Nullable Path diff,
            List<Path> sourceJars)
            throws KlpException {
        List<JarClasses> path = new ArrayList<>(jars);
        path.addAll(classPath);
        SourceJars sources = new SourceJars(sourceJars);
        if (diff == null) {
            List<SourceFile> fixed = SourceFile.read(files);
            List<SourceFile> known = counterparts(new SourceCompiler(path), sources, fixed);
            return new FixedSource(List.copyOf(jars), path, known, fixed, List.of());
        }
        if (!files.isEmpty()) {
            throw new KlpException(Errno.EINVAL, "give the fix either as --source or as --diff");
        }
        if (sourceJars.isEmpty()) {
            throw new KlpException(Errno.EINVAL, "a diff needs the source jar it applies to; give --sources");
        }
        return new FixedSource(List.copyOf(jars), path, new PatchedSources(sources, diff));
    }

    /** The old sources of the types that fixed files declare. */
    private static List<SourceFile> counterparts(SourceCompiler compiler, SourceJars sources, List<SourceFile> fixed)
            throws KlpException {
        List<SourceFile> found = new ArrayList<>();
        for (String type : compiler.types(fixed)) {
            String text = sources.text(type + ".java");
            if (text != null) {
                found.add(new SourceFile(type + ".java", text));
            }
        }
        return found;
    }

    /** Constants with another value: the compiler has put the old one into the code of every class that uses it. */
    public List<String> changedConstants() {
        List<String> lines = new ArrayList<>();
        compiled.forEach((name, bytes) -> {
            ClassFile was = home(outermost(name)).find(name);
            for (FieldNode now : ClassFile.of(bytes).node().fields) {
                for (FieldNode old : was == null ? List.<FieldNode>of() : was.node().fields) {
                    boolean inlined = old.value != null && (old.access & Opcodes.ACC_PRIVATE) == 0;
                    if (inlined && old.name.equals(now.name) && !old.value.equals(now.value)) {
                        lines.add("constant '" + name.replace('/', '.') + "." + now.name
                                + "' has another value in the fix: classes that use it hold the old one unless their"
                                + " sources are given too");
                    }
                }
            }
        });
        return lines;
    }

    /** A running jar as the fix leaves it. Types no jar has come to the first one. */
    public JarClasses fixed(JarClasses jar) {
        SortedMap<String, byte[]> mine = new TreeMap<>();
        compiled.forEach((name, bytes) -> {
            if (home(outermost(name)).equals(jar)) {
                mine.put(name, bytes);
            }
        });
        return jar.overlaid(mine, name -> mine.containsKey(outermost(name)));
    }

    private JarClasses home(String type) {
        return jars.stream().filter(jar -> jar.has(type)).findFirst().orElse(jars.get(0));
    }

    private static String outermost(String name) {
        int end = name.indexOf('$', name.lastIndexOf('/') + 2);
        return end < 0 ? name : name.substring(0, end);
    }

    /** Class files of the fix, by internal name. */
    public Map<String, byte[]> compiled() {
        return compiled;
    }

    /** Class files the same compiler makes of the old sources; empty when those were not given. */
    public Map<String, byte[]> old() {
        return old;
    }

    /** What of the input has no effect. */
    public List<String> notes() {
        return notes;
    }

    /** The old sources, as far as they were given. */
    public List<SourceFile> before() {
        return before;
    }

    /** The fixed sources. */
    public List<SourceFile> after() {
        return after;
    }
}
