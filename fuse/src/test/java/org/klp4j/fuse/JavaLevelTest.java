package org.klp4j.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** This module is compiled for Java 22 and tested on it, though Maven may run on an older one. */
class JavaLevelTest {
    private static final int JAVA_22 = 66;

    @Test
    void runsOnJava22OrNewer() {
        assertThat(Runtime.version().feature()).isGreaterThanOrEqualTo(22);
    }

    @Test
    void isCompiledForJava22() throws IOException {
        assertThat(classFileVersion("/org/klp4j/fuse/package-info.class")).isEqualTo(JAVA_22);
        assertThat(classFileVersion("JavaLevelTest.class")).isEqualTo(JAVA_22);
    }

    private static int classFileVersion(String resource) throws IOException {
        try (InputStream file = JavaLevelTest.class.getResourceAsStream(resource);
                DataInputStream in = new DataInputStream(file)) {
            in.skipNBytes(6);
            return in.readUnsignedShort();
        }
    }
}
