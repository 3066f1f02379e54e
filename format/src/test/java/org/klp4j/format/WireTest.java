package org.klp4j.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireTest {
    @Test
    void whatIsWrittenIsRead() throws IOException {
        byte[] large = new byte[3_000_000];
        new Random(1).nextBytes(large);
        byte[] frames =
                concat(written(List.of(Wire.bytes("show"), Wire.bytes("ä"), new byte[0])), written(List.of(large)));
        var channel = Channels.newChannel(new ByteArrayInputStream(frames));
        List<byte[]> first = Wire.read(channel, Wire.Admission.ANY);
        List<byte[]> second = Wire.read(channel, Wire.Admission.ANY);
        assertThat(first).isNotNull().hasSize(3);
        assertThat(Wire.text(first.get(1))).isEqualTo("ä");
        assertThat(second).isNotNull().singleElement().isEqualTo(large);
        assertThat(Wire.read(channel, Wire.Admission.ANY)).isNull();
    }

    @Test
    void aFrameCutAnywhereIsNoFrame() throws IOException {
        byte[] frame = written(List.of(Wire.bytes("show"), Wire.bytes("livepatch")));
        for (int length = 1; length < frame.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(frame, length);
            assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read(cut));
        }
    }

    @Test
    void lengthsAreBounded() {
        for (int length : new int[] {0, 3, -1, Integer.MIN_VALUE, Wire.MAX_FRAME + 1}) {
            byte[] header = ByteBuffer.allocate(4).putInt(length).array();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> read(header))
                    .withMessageContaining("bad frame length");
        }
    }

    @Test
    void aLengthTakesNoMemoryBeforeItsBytesCome() {
        byte[] header = ByteBuffer.allocate(8).putInt(Wire.MAX_FRAME).array();
        for (int i = 0; i < 10_000; i++) { // 640 GB if the length were believed
            assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read(header));
        }
    }

    @Test
    void fieldsStayInsideTheirFrame() {
        for (int length : new int[] {5, -1, Integer.MAX_VALUE}) {
            byte[] frame = ByteBuffer.allocate(12).putInt(8).putInt(length).array();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> read(frame))
                    .withMessageContaining("bad field");
        }
        byte[] rest = ByteBuffer.allocate(11).putInt(7).putInt(0).array();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(rest));
    }

    @Test
    void theAdmissionMayRefuse() throws IOException {
        byte[] frame = written(List.of(Wire.bytes("show")));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Wire.read(Channels.newChannel(new ByteArrayInputStream(frame)), bytes -> {
                    throw new IOException("no room for " + bytes);
                }))
                .withMessage("no room for 8");
    }

    @Test
    void noiseNeverDoesMoreThanFail() {
        Random random = new Random(20_260_101);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[4 + random.nextInt(200)];
            random.nextBytes(noise);
            ByteBuffer.wrap(noise).putInt(noise.length - 4);
            try {
                assertThat(read(noise)).isNotEmpty();
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("bad");
            }
        }
    }

    private static List<byte[]> read(byte[] bytes) throws IOException {
        List<byte[]> fields = Wire.read(Channels.newChannel(new ByteArrayInputStream(bytes)), Wire.Admission.ANY);
        return fields == null ? List.of() : fields;
    }

    private static byte[] written(List<byte[]> fields) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Wire.write(Channels.newChannel(out), fields);
        return out.toByteArray();
    }

    private static byte[] concat(byte[] one, byte[] two) {
        return ByteBuffer.allocate(one.length + two.length).put(one).put(two).array();
    }
}
