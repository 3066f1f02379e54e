package org.klp4j.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.api.io.TempDir;
import org.klp4j.client.Connection;
import org.klp4j.it.jvm.EachJdk;
import org.klp4j.it.jvm.Jdk;
import org.klp4j.it.jvm.TargetJvm;

/** Whatever stands where the socket wants to be, the agent is found and nobody else's file is touched. */
class SocketPlaceIT {
    @TempDir
    private Path directory;

    @EachJdk
    void leftOverDirectoryIsTakenOver(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            Path usual = Files.createDirectory(usual(jvm));
            Files.setPosixFilePermissions(usual, PosixFilePermissions.fromString("rwxrwxrwx"));
            try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                dead.bind(UnixDomainSocketAddress.of(usual.resolve("socket")));
            }
            answers(jvm);
            assertThat(IdleTarget.socket(jvm)).isEqualTo(usual.resolve("socket"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(usual)))
                    .isEqualTo("rwx------");
        }
    }

    @EachJdk
    void aLinkIsNotFollowed(Jdk jdk) throws Exception {
        Path victim = Files.createDirectory(directory.resolve("victim"));
        Path precious = Files.writeString(victim.resolve("socket"), "precious");
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            Path link = Files.createSymbolicLink(usual(jvm), victim);
            answers(jvm);
            assertThat(IdleTarget.socket(jvm).getParent().toString()).startsWith(link + "_");
            Files.delete(link);
        }
        assertThat(precious).hasContent("precious");
    }

    @EachJdk
    void anotherUsersDirectoryIsAvoided(Jdk jdk) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a directory away");
        UserPrincipal nobody =
                FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            Path foreign = Files.createDirectory(usual(jvm));
            Files.setOwner(foreign, nobody);
            answers(jvm);
            assertThat(IdleTarget.socket(jvm).getParent()).isNotEqualTo(foreign);
            Files.delete(foreign);
        }
    }

    @EachJdk
    void aLiveNeighbourIsLeftAlone(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            Path usual = Files.createDirectory(
                    usual(jvm), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try (ServerSocketChannel live = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                live.bind(UnixDomainSocketAddress.of(usual.resolve("socket")));
                Thread hangsUp = new Thread(() -> hangUp(live));
                hangsUp.setDaemon(true);
                hangsUp.start();
                answers(jvm);
                assertThat(IdleTarget.socket(jvm).getParent()).isNotEqualTo(usual);
            }
            Files.delete(usual.resolve("socket"));
            Files.delete(usual);
        }
    }

    @EachJdk
    void aRemovedSocketComesBack(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            answers(jvm);
            Path socket = IdleTarget.socket(jvm);
            Files.delete(socket);
            Files.delete(socket.getParent());
            answers(jvm);
            assertThat(IdleTarget.socket(jvm)).isEqualTo(socket).exists();
            assertThat(IdleTarget.threads(jvm)).containsOnlyOnce("klp4j acceptD");
        }
    }

    @EachJdk
    void anotherUserIsHungUpOnWhateverTheModeSays(Jdk jdk) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can run a client as another user");
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            answers(jvm);
            Path socket = IdleTarget.socket(jvm);
            Files.setPosixFilePermissions(socket.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertThat(ForeignClient.run(directory, "nobody", "raw", socket.toString()))
                    .isEqualTo("hung up\n");
            assertThat(ForeignClient.run(directory, "root", "raw", socket.toString()))
                    .isEqualTo("answered\n");
        }
    }

    @EachJdk
    void anInterruptedSocketIsOpenedAgain(Jdk jdk) throws Exception {
        try (TargetJvm jvm = IdleTarget.of(jdk, directory).start()) {
            answers(jvm);
            for (int i = 0; i < 3; i++) {
                jvm.ask("interrupt");
                await().untilAsserted(() -> answers(jvm));
            }
            assertThat(IdleTarget.threads(jvm)).containsOnlyOnce("klp4j acceptD");
        }
    }

    private static void hangUp(ServerSocketChannel live) {
        try {
            while (true) {
                live.accept().close();
            }
        } catch (java.io.IOException closed) {
            return;
        }
    }

    private static Path usual(TargetJvm jvm) {
        return Path.of("/tmp/.klp4j_" + jvm.pid());
    }

    private static void answers(TargetJvm jvm) throws Exception {
        try (Connection connection = IdleTarget.open(jvm)) {
            assertThat(connection.list("livepatch")).isEmpty();
        }
    }
}
