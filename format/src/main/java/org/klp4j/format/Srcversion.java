package org.klp4j.format;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** The content hash of a module: 24 upper-case hex digits, the length the kernel uses. */
final class Srcversion {
    private static final int DIGITS = 24;

    private Srcversion() {}

    /** The hash of entries in the order given. */
    static String of(Map<String, byte[]> entries) {
        MessageDigest digest = sha256();
        entries.forEach((path, bytes) -> {
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            digest.update((" " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        });
        return HexFormat.of().withUpperCase().formatHex(digest.digest()).substring(0, DIGITS);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
