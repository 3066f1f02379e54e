package org.klp4j.it.refusal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.KlpException;

/** A client in a process of its own that runs as another user. */
public final class Outsider {
    private final Path directory;

    Outsider(Path directory) {
        this.directory = directory;
    }

    /** What the client in the other process does. */
    public static void main(String[] arguments) {
        System.out.println(said(() -> Connection.openIfLoaded(Target.find(arguments[0]))));
        System.out.println(said(() -> Connection.open(Target.find(arguments[0]))));
    }

    private interface Way {
        @Nullable
        Connection open() throws KlpException;
    }

    private static String said(Way way) {
        try (Connection connection = way.open()) {
            return connection == null ? "no agent" : "connected to " + connection.agentVersion();
        } catch (KlpException e) {
            return "refused " + e.errno() + " " + e.getMessage();
        }
    }

    /** Looks for an agent, and connects, as that user; returns the line each of them prints. */
    String run(String user, long pid) throws IOException, InterruptedException {
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            if (entry.contains("klp4j") || entry.contains("test-classes") || entry.endsWith("/classes")) {
                classPath.add(copy(Path.of(entry)).toString());
            }
        }
        Path agent = copy(Path.of(System.getProperty("klp4j.agent")));
        for (Path path = directory; path != null && path.startsWith("/tmp/"); path = path.getParent()) {
            open(path);
        }
        Process process = new ProcessBuilder(
                        "setpriv",
                        "--reuid",
                        user,
                        "--regid",
                        "nogroup",
                        "--clear-groups",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dklp4j.agent=" + agent,
                        "-cp",
                        String.join(":", classPath),
                        Outsider.class.getName(),
                        Long.toString(pid))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    /** Lets others pass through a directory of the test's own. */
    static void open(Path path) throws IOException {
        if (Files.isDirectory(path) && !path.equals(Path.of("/tmp"))) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private Path copy(Path source) throws IOException {
        Path root = directory.resolve("outsider");
        try (var files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path copy = root.resolve(file.toString().substring(1));
                Files.createDirectories(copy.getParent());
                if (Files.isRegularFile(file)) {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return root.resolve(source.toString().substring(1));
    }
}
