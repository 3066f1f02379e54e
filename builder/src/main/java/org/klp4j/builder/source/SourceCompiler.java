package org.klp4j.builder.source;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.klp4j.builder.input.ClassFile;
import org.klp4j.builder.input.JarClasses;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * Compiles a fix against what it fixes, for the class-file version of the vulnerable classes, or for the oldest one
 * the compiler still makes where that is newer: bodies are carried into classes of older versions all the same.
 */
final class SourceCompiler {
    private static final int VERSION_OF_RELEASE_0 = 44;

    private final JavaCompiler compiler;
    private final List<JarClasses> path;

    /**
     * A compiler with this class path, the patched jars first.
     *
     * @throws KlpException when the Java that runs this has no compiler
     */
    SourceCompiler(List<JarClasses> path) throws KlpException {
        JavaCompiler found = ToolProvider.getSystemJavaCompiler();
        if (found == null) {
            throw new KlpException(
                    Errno.ENOENT,
                    "the Java at '" + System.getProperty("java.home")
                            + "' has no compiler; name a JDK's java in KLP_JAVA");
        }
        this.compiler = found;
        this.path = List.copyOf(path);
    }

    /**
     * Compiles. The API is that of the release the vulnerable classes were made for; should they use what that one
     * does not export, that of the JDK that runs this.
     *
     * @return internal names to class files
     * @throws KlpException the first error, with file and line, on one line
     */
    SortedMap<String, byte[]> compile(List<SourceFile> files) throws KlpException {
        int release = oldestMade(release(types(files)));
        try {
            return compile(files, List.of("--release", Integer.toString(release)));
        } catch (KlpException first) {
            String text = Integer.toString(release);
            try {
                return compile(files, List.of("-source", text, "-target", text));
            } catch (KlpException second) {
                throw first;
            }
        }
    }

    /** Compiles for the oldest Java a target can be. */
    SortedMap<String, byte[]> compileForTargets(List<SourceFile> files) throws KlpException {
        return compile(files, List.of("--release", "17"));
    }

    private SortedMap<String, byte[]> compile(List<SourceFile> files, List<String> release) throws KlpException {
        List<String> options = new ArrayList<>(release);
        options.addAll(List.of("-g", "-proc:none", "-nowarn", "-Xlint:none", "-implicit:none"));
        CompilerErrors errors = new CompilerErrors();
        try (ClassesInJars memory = new ClassesInJars(platform(), path)) {
            boolean done = compiler.getTask(null, memory, errors, options, null, texts(files))
                    .call();
            errors.refuse();
            if (!done) {
                throw new KlpException(
                        Errno.EINVAL, "the compiler failed on '" + files.get(0).name() + "' without a reason");
            }
            return memory.written();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The internal names of the top-level types these files declare.
     *
     * @throws KlpException a syntax error, with file and line
     */
    SortedSet<String> types(List<SourceFile> files) throws KlpException {
        SortedSet<String> names = new TreeSet<>();
        CompilerErrors errors = new CompilerErrors();
        try (JavaFileManager manager = platform()) {
            JavacTask task =
                    (JavacTask) compiler.getTask(null, manager, errors, List.of("-proc:none"), null, texts(files));
            for (CompilationUnitTree unit : task.parse()) {
                ExpressionTree folder = unit.getPackageName();
                String prefix = folder == null ? "" : folder.toString().replace('.', '/') + "/";
                for (Tree type : unit.getTypeDecls()) {
                    if (type instanceof ClassTree declared) {
                        names.add(prefix + declared.getSimpleName());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        errors.refuse();
        return names;
    }

    private JavaFileManager platform() {
        return compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
    }

    private static List<JavaFileObject> texts(List<SourceFile> files) {
        List<JavaFileObject> texts = new ArrayList<>();
        files.forEach(file -> texts.add(new SourceText(file, texts.size())));
        return texts;
    }

    /** The release of the vulnerable classes; of the newest class of the first jar when all the types are added. */
    private int release(SortedSet<String> types) {
        int version = 0;
        for (String type : types) {
            for (JarClasses jar : path) {
                ClassFile file = jar.find(type);
                version = Math.max(version, file == null ? 0 : file.version());
            }
        }
        JarClasses jar = path.get(0);
        for (String name : version == 0 ? jar.names() : List.<String>of()) {
            version = Math.max(version, jar.get(name).version());
        }
        return version - VERSION_OF_RELEASE_0;
    }

    private int oldestMade(int wanted) throws KlpException {
        int newest = Runtime.version().feature();
        for (int release = wanted; release <= newest; release++) {
            if (makes(release)) {
                return release;
            }
        }
        throw new KlpException(
                Errno.EINVAL,
                "the vulnerable class is of Java " + wanted + " and the compiler of Java " + newest
                        + "; name a newer JDK's java in KLP_JAVA");
    }

    private boolean makes(int release) {
        try {
            compiler.getTask(
                    null, null, null, List.of("--release", Integer.toString(release)), List.of("x.X"), List.of());
            return true;
        } catch (IllegalArgumentException tooOld) {
            return false;
        }
    }
}
