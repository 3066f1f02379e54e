package org.klp4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.format.ModuleImage;
import org.klp4j.format.ModuleJar;

/**
 * A module file on this side.
 *
 * @param path as typed
 */
@SuppressWarnings("ArrayRecordComponent") // read only
record ModuleFile(Path path, byte[] bytes, ModuleImage image) {
    private static final long MOST_BYTES = 60L << 20; // leaves room in a frame of the protocol

    /** Reads the file; what is no module is refused here, before any JVM is touched. */
    static ModuleFile read(Path path) throws KlpException {
        byte[] bytes = bytes(path);
        try {
            return new ModuleFile(path, bytes, ModuleJar.read(path.toString(), bytes));
        } catch (KlpException e) {
            throw new KlpException(Errno.ENOEXEC, e.getMessage() + "; 'klp build' makes one", e);
        }
    }

    private static byte[] bytes(Path path) throws KlpException {
        if (!Files.exists(path)) {
            throw new KlpException(Errno.ENOENT, "no such file '" + path + "'");
        }
        if (!Files.isRegularFile(path)) {
            throw new KlpException(Errno.EINVAL, "'" + path + "' is no regular file");
        }
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new KlpException(Errno.EINVAL, "'" + path + "' is larger than 60 MB; that is no module");
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new KlpException(Errno.EIO, "cannot read '" + path + "': " + Errors.oneLine(e), e);
        }
    }

    String name() {
        return image.info().name();
    }
}
