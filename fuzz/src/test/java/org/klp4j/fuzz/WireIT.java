package org.klp4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.klp4j.format.Wire;

/** The socket: what comes is frames or an end; a frame that was read is written as it came. */
class WireIT {
    @FuzzTest(maxDuration = "1m")
    void frames(byte[] stream) throws IOException {
        ReadableByteChannel channel = Channels.newChannel(new ByteArrayInputStream(stream));
        int at = 0;
        for (List<byte[]> frame = next(channel); frame != null; frame = next(channel)) {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            Wire.write(Channels.newChannel(written), frame);
            byte[] bytes = written.toByteArray();
            if (frame.isEmpty() || !Arrays.equals(bytes, Arrays.copyOfRange(stream, at, at + bytes.length))) {
                throw new AssertionError("the frame at " + at + " is written otherwise");
            }
            at += bytes.length;
        }
    }

    private static @Nullable List<byte[]> next(ReadableByteChannel channel) {
        try {
            return Wire.read(channel, Wire.Admission.ANY);
        } catch (IOException refused) {
            Lines.one(refused.getMessage());
            return null;
        }
    }
}
