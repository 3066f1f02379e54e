package org.klp4j.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** Each text was written to a kernel, and did there what it does here. */
class KstrtoboolTest {
    @ParameterizedTest
    @ValueSource(strings = {"1", "1\n", "10", "1junk", "y", "Y", "Yes\n", "on", "ON\n", "oN", "true", "T", "t"})
    void isTrue(String text) throws KlpException {
        assertThat(Kstrtobool.parse(bytes(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0\n", "n", "N", "no", "f", "F", "off", "OFF", "of", "f00", "false1", "0x"})
    void isFalse(String text) throws KlpException {
        assertThat(Kstrtobool.parse(bytes(text))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "-1", "x", "\n", "o", "ox", "O\n", " 0", "\n0", "d", "e", "+0", "-0", "\u00e9"})
    void isInvalid(String text) {
        assertThatExceptionOfType(KlpException.class)
                .isThrownBy(() -> Kstrtobool.parse(bytes(text)))
                .satisfies(refusal -> assertThat(refusal.errno()).isEqualTo(Errno.EINVAL.number()));
    }

    @Test
    void nothingIsInvalid() {
        assertThatExceptionOfType(KlpException.class).isThrownBy(() -> Kstrtobool.parse(new byte[0]));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
