package org.klp4j.builder.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * Jars inside of jars, as Spring Boot and web archives have them: {@code app.jar!/BOOT-INF/lib/x.jar} is taken out into
 * a scratch directory, which goes when this is closed. Not for use by several threads.
 */
public final class Archives implements AutoCloseable {
    private static final String INSIDE = "!/";

    private final Map<String, Path> taken = new HashMap<>();
    private @Nullable Path scratch;

    /**
     * The file a user named, taken out where it lies in another one.
     *
     * @throws KlpException when one of them is not there
     */
    public Path file(Path given) throws KlpException {
        String text = given.toString();
        int cut = text.lastIndexOf(INSIDE);
        if (cut < 0) {
            return given;
        }
        Path known = taken.get(text);
        if (known == null) {
            known = takenOut(file(Path.of(text.substring(0, cut))), text.substring(cut + INSIDE.length()), text);
            taken.put(text, known);
        }
        return known;
    }

    private Path takenOut(Path archive, String entryName, String whole) throws KlpException {
        if (!Files.isRegularFile(archive)) {
            throw new KlpException(Errno.ENOENT, "jar '" + archive + "' does not exist");
        }
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            ZipEntry entry = zip.getEntry(entryName);
            if (entry == null || entry.isDirectory()) {
                throw new KlpException(Errno.ENOENT, "jar '" + whole + "' does not exist");
            }
            Path file = directory().resolve(entryName.substring(entryName.lastIndexOf('/') + 1));
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return file;
        } catch (IOException e) {
            throw new KlpException(Errno.EINVAL, "'" + archive + "' is not a readable jar: " + e.getMessage(), e);
        }
    }

    private Path directory() throws IOException {
        if (scratch == null) {
            scratch = Files.createTempDirectory("klp-build");
        }
        return Files.createTempDirectory(scratch, "jar");
    }

    /**
     * The jar a fix is for: the one given, or of an archive of jars the one that has most classes in common with the
     * fix.
     *
     * @throws KlpException when the archive holds none that has any
     */
    public Path fixedBy(Path old, Path fix) throws KlpException {
        List<String> inner = inner(file(old));
        if (inner.isEmpty() || !inner(file(fix)).isEmpty()) {
            return old;
        }
        Set<String> wanted = new HashSet<>(JarClasses.read(file(fix)).names());
        Path best = null;
        long most = 0;
        for (String entry : inner) {
            Path candidate = Path.of(old + INSIDE + entry);
            long common = JarClasses.read(file(candidate)).names().stream()
                    .filter(wanted::contains)
                    .count();
            if (common > most) {
                most = common;
                best = candidate;
            }
        }
        if (best == null) {
            throw new KlpException(
                    Errno.ENOENT,
                    "none of the " + inner.size() + " jars in '" + old + "' has a class of '" + fix + "'");
        }
        return best;
    }

    private static List<String> inner(Path archive) throws KlpException {
        if (!Files.isRegularFile(archive)) {
            return List.of();
        }
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            return zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.matches("(BOOT-INF|WEB-INF)/lib[^/]*/[^/]+\\.jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new KlpException(Errno.EINVAL, "'" + archive + "' is not a readable jar: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (scratch == null) {
            return;
        }
        try (Stream<Path> walk = Files.walk(scratch)) {
            walk.sorted(Comparator.reverseOrder()).forEach(Archives::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
