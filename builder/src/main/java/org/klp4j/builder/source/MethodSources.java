package org.klp4j.builder.source;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.klp4j.builder.input.ClassFile;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;

/** The source text of methods: found by the line numbers of their code, which was compiled from these files. */
public final class MethodSources {
    private final Map<String, byte[]> classes;
    private final Map<String, List<Range>> ranges = new HashMap<>();

    /** The lines of one method in its file, from 1, both included. */
    private record Range(int first, int last, List<String> file) {
        List<String> text() {
            return file.subList(first - 1, Math.min(last, file.size()));
        }
    }

    /** The methods of classes that were compiled from these files. */
    public MethodSources(Map<String, byte[]> classes, List<SourceFile> files) {
        this.classes = classes;
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        for (int i = 0; compiler != null && i < files.size(); i++) {
            SourceFile file = files.get(i);
            JavacTask task = (JavacTask) compiler.getTask(
                    null, null, new CompilerErrors(), List.of("-proc:none"), null, List.of(new SourceText(file, i)));
            try {
                for (CompilationUnitTree unit : task.parse()) {
                    scan(
                            unit,
                            Trees.instance(task).getSourcePositions(),
                            file.text().lines().toList());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void scan(CompilationUnitTree unit, SourcePositions positions, List<String> lines) {
        String folder = unit.getPackageName() == null
                ? ""
                : unit.getPackageName().toString().replace('.', '/') + "/";
        List<Range> found = ranges.computeIfAbsent(
                folder + simple(unit.getSourceFile().toUri().getPath()), key -> new ArrayList<>());
        LineMap map = unit.getLineMap();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
                long start = positions.getStartPosition(unit, method);
                long end = positions.getEndPosition(unit, method);
                if (start >= 0 && end >= start) {
                    found.add(new Range((int) map.getLineNumber(start), (int) map.getLineNumber(end), lines));
                }
                return super.visitMethod(method, null);
            }
        }.scan(unit, null);
    }

    private static String simple(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The lines of a method; null when its source is not among the files. */
    public @Nullable List<String> of(String className, String name, String descriptor) {
        byte[] bytes = classes.get(className);
        ClassNode node = bytes == null ? null : ClassFile.of(bytes).node();
        if (node == null || node.sourceFile == null) {
            return null;
        }
        String file = className.substring(0, className.lastIndexOf('/') + 1) + node.sourceFile;
        for (MethodNode method : node.methods) {
            if (method.name.equals(name) && method.desc.equals(descriptor)) {
                return at(ranges.getOrDefault(file, List.of()), line(method));
            }
        }
        return null;
    }

    private static @Nullable List<String> at(List<Range> candidates, int line) {
        Range best = null;
        for (Range range : candidates) {
            boolean inside = range.first() <= line && line <= range.last();
            if (inside && (best == null || range.last() - range.first() < best.last() - best.first())) {
                best = range;
            }
        }
        return best == null ? null : best.text();
    }

    private static int line(MethodNode method) {
        for (AbstractInsnNode at : method.instructions) {
            if (at instanceof LineNumberNode number) {
                return number.line;
            }
        }
        return -1;
    }
}
