package org.klp4j.client;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** Finds {@code klp4j-agent.jar}: named by system property {@value #PROPERTY}, else beside this class's own jar. */
final class AgentJar {
    private static final String PROPERTY = "klp4j.agent";
    private static final String NAME = "klp4j-agent.jar";

    private AgentJar() {}

    static Path find() throws KlpException {
        String named = System.getProperty(PROPERTY);
        Path jar = named != null ? Path.of(named) : beside();
        if (!Files.isRegularFile(jar)) {
            throw new KlpException(
                    Errno.ENOENT, "no agent at '" + jar + "'; name its jar with -D" + PROPERTY + "=PATH");
        }
        return jar.toAbsolutePath().normalize();
    }

    private static Path beside() throws KlpException {
        try {
            Path self = Path.of(AgentJar.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return self.resolveSibling(NAME);
        } catch (URISyntaxException e) {
            throw new KlpException(Errno.ENOENT, "cannot tell where klp4j is installed: " + e.getMessage(), e);
        }
    }

    /** A copy that the process can read under the returned path seen from here; deleted by the caller. */
    static Path copyFor(Process process, Path jar) throws IOException {
        Path copy = Files.createTempFile(process.root().resolve("tmp"), "klp4j-agent", ".jar");
        Files.write(copy, Files.readAllBytes(jar));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        return copy;
    }
}
