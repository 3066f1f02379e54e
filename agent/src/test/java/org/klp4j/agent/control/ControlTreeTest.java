package org.klp4j.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

class ControlTreeTest {
    private final List<Boolean> stored = new ArrayList<>();
    private final Directory inner = Directory.of(Map.of(
            "shown", Attribute.readOnly(() -> "1\n"),
            "stored", Attribute.writeOnly(Attribute.bool(stored::add)),
            "gone",
                    Attribute.readOnly(() -> {
                        throw new KlpException(Errno.ENODEV, "gone");
                    })));
    private final ControlTree tree = new ControlTree(Directory.of(Map.of("inner", inner)));

    @Test
    void showsAndStores() throws KlpException {
        assertThat(tree.show("inner/shown")).isEqualTo("1\n");
        assertThat(tree.show("/inner//shown")).isEqualTo("1\n");
        tree.store("inner/stored", bytes("y"));
        assertThat(stored).containsExactly(true);
    }

    @Test
    void aWriteOfNothingDoesNothing() throws KlpException {
        tree.store("inner/stored", new byte[0]);
        assertThat(stored).isEmpty();
    }

    @Test
    void listsTheRootAndDirectories() throws KlpException {
        assertThat(tree.directory("").entries()).containsOnlyKeys("inner");
        assertThat(tree.directory("inner").entries()).containsOnlyKeys("shown", "stored", "gone");
    }

    @Test
    void modesAreThoseOfTheKernel() {
        assertThat(Attribute.readOnly(() -> "").mode()).isEqualTo("-r--r--r--");
        assertThat(Attribute.writeOnly(value -> {}).mode()).isEqualTo("--w-------");
        assertThat(Attribute.readWrite(() -> "", value -> {}).mode()).isEqualTo("-rw-r--r--");
        assertThat(inner.mode()).isEqualTo("drwxr-xr-x");
    }

    @Test
    void refusalsAreThoseOfTheKernel() {
        refused(Errno.ENOENT, () -> tree.show("inner/absent"));
        refused(Errno.ENOENT, () -> tree.show("absent/enabled"));
        refused(Errno.ENOTDIR, () -> tree.show("inner/shown/deeper"));
        refused(Errno.ENOTDIR, () -> tree.directory("inner/shown"));
        refused(Errno.EISDIR, () -> tree.show("inner"));
        refused(Errno.EISDIR, () -> tree.store("inner", bytes("1")));
        refused(Errno.EACCES, () -> tree.show("inner/stored"));
        refused(Errno.EACCES, () -> tree.store("inner/shown", bytes("1")));
        refused(Errno.EINVAL, () -> tree.store("inner/stored", bytes("2")));
        refused(Errno.ENODEV, () -> tree.show("inner/gone"));
        assertThat(stored).isEmpty();
    }

    private static void refused(Errno errno, ThrowingCallable call) {
        assertThatExceptionOfType(KlpException.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.errno()).isEqualTo(errno.number()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
