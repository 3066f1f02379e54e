package org.klp4j.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.client.Connection;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;

/** Whatever stands where HotSpot's attach socket has to be: dead ones are cleared away, living ones are not touched. */
class AttachSocketIT {
    @TempDir
    private Path directory;

    @EachJdk
    void aDeadOneIsCleared(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            dead(socket(jvm));
            answers(jvm);
        }
    }

    @EachJdk
    void aDeadOneInPlaceOfALivingOneIsCleared(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            answers(jvm);
            Files.delete(socket(jvm));
            dead(socket(jvm));
            Files.delete(IdleTarget.socket(jvm)); // so that it has to attach again
            answers(jvm);
        }
    }

    @EachJdk
    void rootClearsTheDeadOneOfAnotherUser(Jdk jdk) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a file away");
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            give(dead(socket(jvm)), "nobody");
            answers(jvm);
        }
    }

    @EachJdk
    void othersAreToldWhoHasToRemoveIt(Jdk jdk) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can start a JVM as another user");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).user("nobody").start()) {
            Path socket = dead(socket(jvm));
            Path client = Files.createDirectories(directory.resolve("client"));
            Files.copy(IdleTarget.AGENT, client.resolve("klp4j-agent.jar"));
            assertThat(ForeignClient.run(directory, "nobody", "attach", Long.toString(jvm.pid())))
                    .isEqualToIgnoringNewLines("cannot load the agent into JVM " + jvm.pid() + ": '" + socket
                            + "' of user 'root' is not the JVM's own; unless another JVM listens there, root or that user"
                            + " has to remove it");
            assertThat(socket).exists();
            answers(jvm);
        }
    }

    @EachJdk
    void aLivingOneIsLeftAlone(Jdk jdk) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a file away");
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start();
                ServerSocketChannel living = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = socket(jvm);
            living.bind(UnixDomainSocketAddress.of(socket));
            give(socket, "nobody");
            assertThat(IdleTarget.refused(Errno.EIO, () -> IdleTarget.open(jvm)))
                    .contains("'" + socket + "' of user 'nobody' is not the JVM's own");
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
            Files.delete(socket);
        }
    }

    private static Path socket(TargetJvm jvm) {
        return Path.of("/tmp/.java_pid" + jvm.pid());
    }

    private static Path dead(Path socket) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
        return socket;
    }

    private static void give(Path file, String user) throws IOException {
        Files.setOwner(
                file, FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user));
    }

    private static void answers(TargetJvm jvm) throws KlpException {
        try (Connection connection = IdleTarget.open(jvm)) {
            assertThat(connection.show("sys/ftrace_enabled")).isEqualTo("1\n");
        }
    }
}
