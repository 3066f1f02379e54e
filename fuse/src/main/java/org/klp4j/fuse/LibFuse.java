package org.klp4j.fuse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** The system's libfuse3 and its device: whether they are there, and where. */
final class LibFuse {
    private static final Path DEVICE = Path.of("/dev/fuse");

    private LibFuse() {}

    /**
     * The library's file.
     *
     * @throws KlpException with one line that says what is missing and how to get it
     */
    static Path require() throws KlpException {
        if (!Files.exists(DEVICE)) {
            throw new KlpException(
                    Errno.ENODEV,
                    "there is no '/dev/fuse'; load the kernel module 'fuse', or give the container that device");
        }
        if (!Files.isReadable(DEVICE) || !Files.isWritable(DEVICE)) {
            throw new KlpException(Errno.EACCES, "no permission for '/dev/fuse'; run this as root");
        }
        return places().stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new KlpException(
                        Errno.ENOENT, "libfuse3 is not installed; install it, e.g. apt-get install fuse3"));
    }

    /** Where distributions put it; the packages that have only run-time files have no name without a number. */
    private static List<Path> places() {
        List<Path> places = new ArrayList<>();
        String architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        for (String directory : List.of(
                "/usr/lib/" + architecture + "-linux-gnu",
                "/lib/" + architecture + "-linux-gnu",
                "/usr/lib64",
                "/lib64",
                "/usr/lib",
                "/lib",
                "/usr/local/lib")) {
            for (String name : List.of("libfuse3.so.3", "libfuse3.so.4", "libfuse3.so")) {
                places.add(Path.of(directory, name));
            }
        }
        return places;
    }
}
