package org.klp4j.it.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the compiler does not look at: lengths, closed types, marked packages. */
class SourcesTest {
    private static final int FILE_LINES = 500;
    private static final int METHOD_LINES = 60;

    /** The hook's table of shadow variables is extended by classes made at run time; benchmarks by generated ones. */
    private static final Set<String> OPEN_ON_PURPOSE =
            Set.of("hook/src/main/java/org/klp4j/hook/KlpShadow.java", "bench/");

    @Test
    void filesAreShort() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : Modules.sources()) {
            long lines = Files.readAllLines(file).size();
            if (lines > FILE_LINES) {
                found.add(Modules.shown(file) + ": " + lines + " lines");
            }
        }
        assertThat(found).as("files of more than %d lines", FILE_LINES).isEmpty();
    }

    @Test
    void methodsAreShort() throws IOException {
        List<String> found = new ArrayList<>();
        parse(Modules.sources(), (unit, positions) -> new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
                LineMap lines = unit.getLineMap();
                long length = lines.getLineNumber(positions.getEndPosition(unit, method))
                        - lines.getLineNumber(positions.getStartPosition(unit, method))
                        + 1;
                if (length > METHOD_LINES) {
                    found.add(name(unit) + ": " + method.getName() + " has " + length + " lines");
                }
                return super.visitMethod(method, null);
            }
        });
        assertThat(found).as("methods of more than %d lines", METHOD_LINES).isEmpty();
    }

    @Test
    void classesAreFinalOrSealed() throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> main = Modules.sources().stream()
                .filter(file -> !isTest(file))
                .filter(file -> OPEN_ON_PURPOSE.stream().noneMatch(Modules.shown(file)::startsWith))
                .toList();
        parse(main, (unit, positions) -> new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
                Set<Modifier> modifiers = type.getModifiers().getFlags();
                boolean named = !type.getSimpleName().isEmpty();
                boolean open = !modifiers.contains(Modifier.FINAL) && !modifiers.contains(Modifier.SEALED);
                if (type.getKind() == Tree.Kind.CLASS && named && open) {
                    found.add(name(unit) + ": class " + type.getSimpleName());
                }
                return super.visitClass(type, null);
            }
        });
        assertThat(found).as("classes neither final nor sealed").isEmpty();
    }

    @Test
    void packagesSayWhatMayBeNull() throws IOException {
        Set<Path> packages = Modules.sources().stream()
                .filter(file -> !isTest(file))
                .map(Path::getParent)
                .collect(Collectors.toSet());
        List<String> found = new ArrayList<>();
        for (Path directory : packages) {
            Path info = directory.resolve("package-info.java");
            if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked")) {
                found.add(Modules.shown(directory));
            }
        }
        assertThat(found)
                .as("packages without @NullMarked in package-info.java")
                .isEmpty();
    }

    private interface Look {
        TreeScanner<@Nullable Void, @Nullable Void> at(CompilationUnitTree unit, SourcePositions positions);
    }

    private static void parse(List<Path> files, Look look) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    manager,
                    problem -> {},
                    List.of("-proc:none"),
                    null,
                    manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                look.at(unit, positions).scan(unit, null);
            }
        }
    }

    private static boolean isTest(Path file) {
        return Modules.shown(file).contains("/src/test/");
    }

    private static String name(CompilationUnitTree unit) {
        return Modules.shown(Path.of(unit.getSourceFile().getName()));
    }
}
