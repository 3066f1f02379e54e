package org.klp4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the data of this very JVM, whole and damaged. */
class PerfDataTest {
    @TempDir
    private Path directory;

    private byte[] own = {};

    @BeforeEach
    void readOwn() throws IOException {
        Path file = PerfFiles.of(Process.self());
        assertThat(file).isNotNull();
        own = Files.readAllBytes(file);
    }

    @Test
    void readsTheConstants() throws IOException {
        assertThat(read(own))
                .containsEntry("java.property.java.version", System.getProperty("java.version"))
                .containsKey("sun.rt.javaCommand")
                .containsKey("sun.rt.jvmCapabilities");
    }

    @Test
    void damageIsNotFatal() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = own.clone();
            for (int j = 0; j < 50; j++) {
                damaged[random.nextInt(2_000)] = (byte) random.nextInt();
            }
            read(damaged);
        }
    }

    @Test
    void aShortFileIsNotFatal() throws IOException {
        for (int length : new int[] {0, 1, 4, 31, 32, 40, 500}) {
            read(java.util.Arrays.copyOf(own, length));
        }
    }

    private Map<String, String> read(byte[] bytes) throws IOException {
        return PerfData.read(Files.write(directory.resolve("data"), bytes));
    }
}
