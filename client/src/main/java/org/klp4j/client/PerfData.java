package org.klp4j.client;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The text constants of a HotSpot performance data file ({@code hsperfdata_USER/PID}), by name. */
final class PerfData {
    private static final int MAGIC = 0xcafec0c0;
    private static final int MOST_BYTES = 1 << 20;

    private PerfData() {}

    /** Reads the file; empty when it is none, not readable, or not yet complete. */
    static Map<String, String> read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                return Map.of();
            }
            return parse(ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException | BufferUnderflowException e) {
            return Map.of();
        }
    }

    private static Map<String, String> parse(ByteBuffer data) {
        Map<String, String> constants = new HashMap<>();
        if (data.getInt(0) != MAGIC) {
            return constants;
        }
        data.order(data.get(4) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int entry = data.getInt(24);
        for (int left = data.getInt(28); left > 0; left--) {
            int length = data.getInt(entry);
            if (length <= 0) {
                break;
            }
            if (data.get(entry + 12) == 'B' && data.getInt(entry + 8) > 0) {
                int most = data.getInt(entry + 8);
                constants.put(
                        text(data, entry + data.getInt(entry + 4), length),
                        text(data, entry + data.getInt(entry + 16), most));
            }
            entry += length;
        }
        return constants;
    }

    private static String text(ByteBuffer data, int start, int most) {
        int end = start;
        while (end - start < most && data.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - start];
        data.get(start, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
