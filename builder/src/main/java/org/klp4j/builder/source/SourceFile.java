package org.klp4j.builder.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/**
 * One {@code .java} file.
 *
 * @param name how messages name it
 * @param text its content
 */
public record SourceFile(String name, String text) {
    private static final String SUFFIX = ".java";

    /**
     * Reads files; a directory stands for every {@code .java} file below it.
     *
     * @throws KlpException one line that names the file that is not there, not readable or not Java
     */
    public static List<SourceFile> read(List<Path> paths) throws KlpException {
        List<SourceFile> files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                directory(path, files);
            } else if (!Files.exists(path)) {
                throw new KlpException(Errno.ENOENT, "source '" + path + "' does not exist");
            } else if (!path.toString().endsWith(SUFFIX)) {
                throw new KlpException(Errno.EINVAL, "source '" + path + "' is no .java file");
            } else {
                files.add(new SourceFile(path.toString(), text(path)));
            }
        }
        return files;
    }

    private static void directory(Path root, List<SourceFile> files) throws KlpException {
        int before = files.size();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.filter(SourceFile::isUnit).sorted().toList()) {
                files.add(new SourceFile(path.toString(), text(path)));
            }
        } catch (IOException e) {
            throw new KlpException(Errno.EIO, "cannot read '" + root + "': " + e.getMessage(), e);
        }
        if (files.size() == before) {
            throw new KlpException(Errno.EINVAL, "no .java file below '" + root + "'");
        }
    }

    private static boolean isUnit(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.endsWith(SUFFIX) && !name.equals("package-info.java") && !name.equals("module-info.java");
    }

    private static String text(Path path) throws KlpException {
        try {
            return decoded(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new KlpException(Errno.EIO, "cannot read '" + path + "': " + e.getMessage(), e);
        }
    }

    /** Text in UTF-8, or else in Latin-1, in which every byte is a character: old sources are often so. */
    static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
