package org.klp4j.it.agent;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.KlpException;
import org.klp4j.format.Wire;

/** A client program, to be run as another user. */
final class ForeignClient {
    private ForeignClient() {}

    /** {@code attach PID} connects as every tool does; {@code raw SOCKET} without any of the client's own checks. */
    public static void main(String[] arguments) {
        System.out.println(arguments[0].equals("raw") ? raw(Path.of(arguments[1])) : attach(arguments[1]));
    }

    private static String attach(String pid) {
        try (Connection connection = Connection.open(Target.find(pid))) {
            return "connected to " + connection.target().pid();
        } catch (KlpException refusal) {
            return String.valueOf(refusal.getMessage());
        }
    }

    private static String raw(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            Wire.write(channel, List.of(Wire.bytes("version")));
            return Wire.read(channel, Wire.Admission.ANY) == null ? "hung up" : "answered";
        } catch (IOException e) {
            return "hung up";
        }
    }

    /** Runs it as that user, from copies of the classes that the user may read, and returns what it printed. */
    static String run(Path directory, String user, String... arguments) throws IOException, InterruptedException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path classes = directory.resolve("client");
        for (Class<?> part : List.of(Connection.class, KlpException.class, ForeignClient.class)) {
            copy(
                    Path.of(part.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath()),
                    classes);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Stream<String> command = Stream.of(
                "setpriv",
                "--reuid",
                user,
                "--regid",
                "nogroup",
                "--clear-groups",
                java,
                "-cp",
                classes + "/*:" + classes,
                ForeignClient.class.getName());
        Process client = new ProcessBuilder(
                        Stream.concat(command, Stream.of(arguments)).toList())
                .redirectErrorStream(true)
                .start();
        String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        client.waitFor();
        return output;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = Files.isDirectory(from)
                        ? to.resolve(from.relativize(file).toString())
                        : to.resolve(file.getFileName());
                Files.createDirectories(copy.getParent());
                if (!Files.exists(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
    }
}
