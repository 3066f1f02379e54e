package org.klp4j.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Reads a zip file from memory that someone else made: every count and size has a bound, every path must be plain,
 * and the number of entries must be the one the end of the file tells, so a file cut short is noticed.
 */
final class BoundedZip {
    /** Most entries a module may have. */
    static final int MAX_ENTRIES = 20_000;

    /** Most bytes all entries may have together when unpacked. */
    static final int MAX_UNPACKED = 256 << 20;

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int MAX_COMMENT = 0xffff;
    private static final int COUNT_OFFSET = 10;

    private BoundedZip() {}

    /** All files (no directories) by path, sorted. */
    static Map<String, byte[]> read(byte[] bytes) throws FormatException {
        int expected = entryCount(bytes);
        Map<String, byte[]> entries = new TreeMap<>();
        int seen = 0;
        long budget = MAX_UNPACKED;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (++seen > MAX_ENTRIES) {
                    throw new FormatException("it has more than " + MAX_ENTRIES + " entries");
                }
                String path = plain(entry.getName());
                byte[] content = content(zip, budget, path);
                budget -= content.length;
                if (!entry.isDirectory() && entries.put(path, content) != null) {
                    throw new FormatException("entry '" + path + "' is there twice");
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new FormatException("it is a damaged jar file: " + e.getMessage());
        }
        if (seen != expected) {
            throw new FormatException("it is a damaged jar file: " + seen + " of " + expected + " entries found");
        }
        return entries;
    }

    private static int entryCount(byte[] bytes) throws FormatException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int lowest = Math.max(0, bytes.length - END_LENGTH - MAX_COMMENT);
        for (int at = bytes.length - END_LENGTH; at >= lowest; at--) {
            if (buffer.getInt(at) == END_SIGNATURE) {
                return Short.toUnsignedInt(buffer.getShort(at + COUNT_OFFSET));
            }
        }
        boolean zip = bytes.length >= 4 && bytes[0] == 'P' && bytes[1] == 'K';
        throw new FormatException(zip ? "the file is cut short" : "it is not a jar file");
    }

    private static byte[] content(ZipInputStream zip, long budget, String path) throws IOException, FormatException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n = zip.read(buffer); n >= 0; n = zip.read(buffer)) {
            out.write(buffer, 0, n);
            if (out.size() > budget) {
                throw new FormatException("entry '" + path + "' unpacks to more than is allowed");
            }
        }
        return out.toByteArray();
    }

    private static String plain(String path) throws FormatException {
        boolean hostile = path.isEmpty() || path.startsWith("/") || path.indexOf('\\') >= 0 || path.indexOf(0) >= 0;
        for (String part : path.split("/")) {
            hostile |= part.equals("..") || part.equals(".");
        }
        if (hostile) {
            throw new FormatException("it has an entry with the path '" + path.replace('\0', '?') + "'");
        }
        return path;
    }
}
