package org.klp4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Makes the remains of a process that never was: no pid is that high. */
class LeftoversTest {
    private static final Path REMAINS = Path.of("/tmp/.klp4j_99999999" + System.nanoTime() % 100);
    private static final Path SOCKET = REMAINS.resolve("socket");

    @Test
    void onlyWhatIsOldAndDeadGoes() throws IOException {
        Files.createDirectory(REMAINS);
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(SOCKET));
            age(REMAINS);
            Leftovers.sweep();
            assertThat(SOCKET).as("somebody listens").exists();
        }
        Files.setLastModifiedTime(REMAINS, FileTime.from(Instant.now()));
        Leftovers.sweep();
        assertThat(SOCKET).as("just made, perhaps about to listen").exists();
        age(REMAINS);
        Leftovers.sweep();
        assertThat(REMAINS).doesNotExist();
    }

    private static void age(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofMinutes(5))));
    }
}
