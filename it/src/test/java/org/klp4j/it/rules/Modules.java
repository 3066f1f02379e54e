package org.klp4j.it.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The modules of this source tree, found by their {@code pom.xml}. */
final class Modules {
    private static final Path ROOT = Path.of(System.getProperty("klp.root"));

    /** The compiled main classes of all but those JMH generates; those of a module that was not built are missing. */
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPaths(names().stream()
                    .map(name -> ROOT.resolve(name).resolve("target/classes"))
                    .filter(Files::isDirectory)
                    .toList());

    private Modules() {}

    /** Their directories' names. */
    static List<String> names() {
        try (Stream<Path> children = Files.list(ROOT)) {
            return children.filter(child -> Files.exists(child.resolve("pom.xml")))
                    .map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sources below {@code src/main} and {@code src/test}, fixtures excepted. */
    static List<Path> sources() {
        return names().stream()
                .flatMap(name -> Stream.of("main", "test").map(kind -> ROOT.resolve(name + "/src/" + kind + "/java")))
                .filter(Files::isDirectory)
                .flatMap(Modules::javaFiles)
                .toList();
    }

    /** A file of the tree as a person would name it. */
    static String shown(Path file) {
        return ROOT.normalize().relativize(file.normalize()).toString();
    }

    private static Stream<Path> javaFiles(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
