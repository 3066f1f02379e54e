package org.klp4j.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames on the socket between a client and the agent. A frame is its length and then its fields; a field is
 * its length and then its bytes; lengths are unsigned 32-bit, big endian. A request is a verb and its arguments. A
 * reply is the error number in decimal, {@code 0} when it went well, and then the results or the one line of the
 * error. One connection carries any number of requests, one after the other.
 *
 * <p>Both sides trust no length: a frame is bounded, and memory is taken only as its bytes arrive.
 */
public final class Wire {
    /** Raised when frames or verbs change so that older clients or agents would misread them. */
    public static final int PROTOCOL = 1;

    /** The largest frame, in bytes, its own length not counted. */
    public static final int MAX_FRAME = 64 << 20;

    private static final int MAX_FIELDS = 1 << 17;
    private static final int FIRST_CHUNK = 1 << 13;

    /** Asked before memory for a frame is taken. */
    @FunctionalInterface
    public interface Admission {
        /** Accepts frames of any length up to {@link #MAX_FRAME}. */
        Admission ANY = bytes -> {};

        /**
         * Accepts a frame or throws.
         *
         * @param bytes length of the frame
         */
        void admit(int bytes) throws IOException;
    }

    private Wire() {}

    /** Sends one frame. */
    public static void write(WritableByteChannel channel, List<byte[]> fields) throws IOException {
        long length = 0;
        for (byte[] field : fields) {
            length += Integer.BYTES + field.length;
        }
        if (length > MAX_FRAME || fields.size() > MAX_FIELDS) {
            throw new IOException("frame of " + length + " bytes is over the limit of " + MAX_FRAME);
        }
        ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + (int) length).putInt((int) length);
        for (byte[] field : fields) {
            buffer.putInt(field.length).put(field);
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /**
     * Receives one frame.
     *
     * @return its fields, at least one; null when the other side closed the connection between two frames
     * @throws IOException when the connection broke, or what came is no frame
     */
    public static @Nullable List<byte[]> read(ReadableByteChannel channel, Admission admission) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(Integer.BYTES);
        if (channel.read(header) < 0) {
            return null;
        }
        fill(channel, header);
        int length = header.flip().getInt();
        if (length < Integer.BYTES || length > MAX_FRAME) {
            throw new IOException("bad frame length " + Integer.toUnsignedString(length));
        }
        admission.admit(length);
        return split(ByteBuffer.wrap(body(channel, length)));
    }

    private static byte[] body(ReadableByteChannel channel, int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, FIRST_CHUNK)];
        fill(channel, ByteBuffer.wrap(bytes));
        while (bytes.length < length) {
            int have = bytes.length;
            bytes = Arrays.copyOf(bytes, Math.min(length, have * 4));
            fill(channel, ByteBuffer.wrap(bytes, have, bytes.length - have));
        }
        return bytes;
    }

    private static void fill(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("connection closed within a frame");
            }
        }
    }

    private static List<byte[]> split(ByteBuffer frame) throws IOException {
        List<byte[]> fields = new ArrayList<>();
        while (frame.hasRemaining()) {
            int length = frame.remaining() < Integer.BYTES ? -1 : frame.getInt();
            if (length < 0 || length > frame.remaining() || fields.size() == MAX_FIELDS) {
                throw new IOException("bad field in frame");
            }
            byte[] field = new byte[length];
            frame.get(field);
            fields.add(field);
        }
        return fields;
    }

    /** A field of text. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The text of a field. */
    public static String text(byte[] field) {
        return new String(field, StandardCharsets.UTF_8);
    }
}
