package org.klp4j.agent.weave;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The module name of what a code source points to, by the rules of {@link java.lang.module.ModuleFinder}: what its
 * {@code module-info} says, else its {@code Automatic-Module-Name}, else derived from the file name. A place the rules
 * do not know, such as a directory of classes, is named after its last path element the same way.
 */
final class JarNames {
    private static final Pattern VERSION = Pattern.compile("-(\\d+(\\.|$))");
    private static final Attributes.Name AUTOMATIC = new Attributes.Name("Automatic-Module-Name");
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private JarNames() {}

    static String of(URL location) {
        String declared = null;
        try {
            declared = location.getProtocol().equals("file") ? declaredIn(path(location)) : declaredIn(location);
        } catch (IOException | URISyntaxException | RuntimeException unreadable) {
            // the file name still tells
        }
        return declared != null ? declared : derived(fileName(decoded(location.getPath())));
    }

    private static Path path(URL location) throws URISyntaxException {
        return Path.of(new URI(location.getProtocol(), null, location.toURI().getPath(), null));
    }

    private static @Nullable String declaredIn(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            Path info = place.resolve("module-info.class");
            return Files.exists(info) ? moduleName(Files.newInputStream(info)) : null;
        }
        try (JarFile jar = new JarFile(place.toFile(), false, JarFile.OPEN_READ, Runtime.version())) {
            ZipEntry info = jar.getEntry("module-info.class");
            return info != null ? moduleName(jar.getInputStream(info)) : automaticName(jar.getManifest());
        }
    }

    /** A jar inside a jar and the like: only the protocol's own handler can read it. */
    private static @Nullable String declaredIn(URL location) throws IOException {
        var connection = new URL(location, MANIFEST).openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return automaticName(new Manifest(in));
        }
    }

    private static String moduleName(InputStream moduleInfo) throws IOException {
        try (moduleInfo) {
            return ModuleDescriptor.read(moduleInfo).name();
        }
    }

    private static @Nullable String automaticName(@Nullable Manifest manifest) {
        return manifest == null ? null : manifest.getMainAttributes().getValue(AUTOMATIC);
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return path;
        }
    }

    /** The last element of a path such as {@code /x/app.jar!/lib/foo-1.0.jar!/}. */
    static String fileName(String path) {
        int end = path.length();
        while (end > 0 && "/!".indexOf(path.charAt(end - 1)) >= 0) {
            end--;
        }
        int start = Math.max(path.lastIndexOf('/', end - 1), path.lastIndexOf(File.separatorChar, end - 1));
        return path.substring(Math.max(start, path.lastIndexOf('!', end - 1)) + 1, end);
    }

    /** The name {@code ModuleFinder} derives: no version, and dots where there is neither letter nor digit. */
    static String derived(String fileName) {
        String name = fileName.endsWith(".jar") ? fileName.substring(0, fileName.length() - 4) : fileName;
        Matcher version = VERSION.matcher(name);
        if (version.find()) {
            name = name.substring(0, version.start());
        }
        String dotted = name.replaceAll("[^A-Za-z0-9]", ".").replaceAll("\\.{2,}", ".");
        return dotted.replaceAll("^\\.|\\.$", "");
    }
}
