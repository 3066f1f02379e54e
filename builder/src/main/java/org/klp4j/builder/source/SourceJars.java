package org.klp4j.builder.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** The sources of the running jars: path to text. */
final class SourceJars {
    private final SortedMap<String, String> files = new TreeMap<>();

    /**
     * Reads jars of sources.
     *
     * @throws KlpException when one is not there, no jar, or holds no source
     */
    SourceJars(List<Path> jars) throws KlpException {
        for (Path jar : jars) {
            if (!Files.isRegularFile(jar)) {
                throw new KlpException(Errno.ENOENT, "source jar '" + jar + "' does not exist");
            }
            int before = files.size();
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                    read(zip, entry);
                }
            } catch (IOException e) {
                throw new KlpException(Errno.EINVAL, "'" + jar + "' is not a readable jar: " + e.getMessage(), e);
            }
            if (files.size() == before) {
                throw new KlpException(Errno.EINVAL, "'" + jar + "' holds no .java file; is it the source jar?");
            }
        }
    }

    private void read(ZipFile zip, ZipEntry entry) throws IOException {
        if (entry.getName().endsWith(".java")) {
            try (InputStream in = zip.getInputStream(entry)) {
                files.putIfAbsent(entry.getName(), SourceFile.decoded(in.readAllBytes()));
            }
        }
    }

    /** The text of a file; null when there is none of that path. */
    @Nullable
    String text(String path) {
        return files.get(path);
    }

    /** The path here of a file a diff names with directories of its own in front; null when it is not here. */
    @Nullable
    String find(String path) {
        for (String rest = path; ; rest = rest.substring(rest.indexOf('/') + 1)) {
            if (files.containsKey(rest)) {
                return rest;
            }
            if (rest.indexOf('/') < 0) {
                return null;
            }
        }
    }
}
