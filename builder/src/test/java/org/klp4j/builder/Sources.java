package org.klp4j.builder;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles Java source text into jars. */
final class Sources {
    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile("(?:class|interface|enum|record) (\\w+)");

    private Sources() {}

    /** A jar with the classes of these compilation units; options are javac's. */
    static Path jar(Path directory, String name, List<String> options, String... units) throws IOException {
        Path work = Files.createDirectories(directory.resolve(name + ".work"));
        Path classes = Files.createDirectories(work.resolve("classes"));
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-nowarn", "-d", classes.toString()));
        for (String unit : units) {
            Path file = work.resolve("src").resolve(path(unit));
            Files.createDirectories(file.getParent());
            Files.writeString(file, unit);
            arguments.add(file.toString());
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("the sources of '" + name + "' do not compile");
        }
        Path jar = directory.resolve(name + ".jar");
        pack(classes, jar);
        return jar;
    }

    private static String path(String unit) {
        Matcher inPackage = PACKAGE.matcher(unit);
        String folder = inPackage.find() ? inPackage.group(1).replace('.', '/') + "/" : "";
        Matcher type = TYPE.matcher(unit);
        if (!type.find()) {
            throw new IllegalArgumentException("no type in " + unit);
        }
        return folder + type.group(1) + ".java";
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> walk = Files.walk(classes)) {
            for (Path path : walk.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                out.write(Files.readAllBytes(path));
                out.closeEntry();
            }
        }
    }
}
