package org.klp4j.it.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.ToolProvider;
import org.klp4j.builder.input.JarClasses;
import org.klp4j.builder.input.Relocations;

/**
 * A pair's vulnerable jars as a build with shading puts them into another jar: under other packages, names in texts and
 * resources too. The probe is made for them likewise.
 */
final class Shading {
    /** Where the moved probe is, since code in a package cannot name classes that are in none. */
    static final String PROBE = "moved.Probe";

    private final Pair pair;
    private final Path directory;
    private final String prefix;
    private final Set<String> roots = new TreeSet<>();

    /** @param prefix put before every package, e.g. {@code com.acme.shaded.} */
    Shading(Pair pair, Path directory, String prefix) throws Exception {
        this.pair = pair;
        this.directory = directory;
        this.prefix = prefix;
        for (Path jar : pair.classPath()) {
            for (String name : JarClasses.read(jar).names()) {
                String[] parts = name.split("/");
                if (parts.length > 2) {
                    roots.add(parts[0] + "." + parts[1]);
                }
            }
        }
    }

    /** The one jar that holds them all. */
    Path jar() throws Exception {
        Relocations relocations = new Relocations(
                roots.stream().map(root -> root + "=" + prefix + root).toList());
        Path file = directory.resolve("application-" + pair.id() + ".jar");
        Set<String> written = new HashSet<>();
        try (OutputStream bytes = Files.newOutputStream(file);
                JarOutputStream out = new JarOutputStream(bytes)) {
            for (Path jar : pair.classPath()) {
                add(jar, relocations, written, out);
            }
        }
        return file;
    }

    private void add(Path jar, Relocations relocations, Set<String> written, JarOutputStream out) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = moved(entry.getName());
                if (entry.isDirectory() || name.startsWith("META-INF/") || !written.add(name)) {
                    continue;
                }
                byte[] bytes = zip.getInputStream(entry).readAllBytes();
                out.putNextEntry(new ZipEntry(name));
                out.write(name.endsWith(".class") ? relocations.of(bytes) : bytes);
            }
        }
    }

    private String moved(String path) {
        return roots.stream().anyMatch(root -> path.startsWith(root.replace('.', '/') + "/"))
                ? prefix.replace('.', '/') + path
                : path;
    }

    /** The probe for it, a directory of class files. */
    Path probe(Path jar) throws Exception {
        Path classes = directory.resolve("moved-" + pair.id());
        List<String> arguments =
                new ArrayList<>(List.of("-nowarn", "-proc:none", "--release", "17", "-cp", jar.toString()));
        arguments.addAll(List.of("-d", classes.toString()));
        List<Path> sources = new ArrayList<>(Pair.probeTools());
        sources.add(pair.probe());
        for (Path source : sources) {
            String text = "package moved; " + Files.readString(source);
            for (String root : roots) {
                text = text.replaceAll("(?<![\\w.])" + root.replace(".", "\\.") + "\\.", prefix + root + ".");
            }
            Path file = directory.resolve("moved-source").resolve(String.valueOf(source.getFileName()));
            Files.createDirectories(file.getParent());
            arguments.add(Files.writeString(file, text).toString());
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler().run(null, output, output, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalStateException(pair.id() + ": " + output.toString(StandardCharsets.UTF_8));
        }
        return classes;
    }
}
