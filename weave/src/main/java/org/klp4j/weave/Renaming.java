package org.klp4j.weave;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Class files under other names. Every name in a class file is a text of its constant pool, and nothing else counts on
 * how long that text is; so names are changed there and the rest stays as it is, byte for byte. Text constants that
 * hold a name are renamed with the others, as shading does.
 */
public final class Renaming {
    private static final int UTF8 = 1;
    private static final int HEADER = 8;

    private Renaming() {}

    /**
     * Renames.
     *
     * @param names is given what may be the name of a class, a package or a resource, with slashes or with dots, and
     *     answers with the name it gets
     * @throws Refusal when the bytes are no class file, or a name becomes longer than a class file can say
     */
    public static byte[] of(byte[] classFile, UnaryOperator<String> names) throws Refusal {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(classFile.length + classFile.length / 4);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
                DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(in.readNBytes(HEADER));
            int count = in.readUnsignedShort();
            out.writeShort(count);
            for (int i = 1; i < count; i++) {
                int tag = in.readUnsignedByte();
                out.writeByte(tag);
                if (tag == UTF8) {
                    out.writeUTF(text(in.readUTF(), names));
                } else {
                    out.write(in.readNBytes(size(tag)));
                    i += tag == 5 || tag == 6 ? 1 : 0; // long and double take two numbers
                }
            }
            in.transferTo(out);
        } catch (IOException damaged) {
            throw new Refusal("a class file cannot be renamed: " + damaged, damaged);
        }
        return bytes.toByteArray();
    }

    /** What may be names in a class file, with slashes or with dots as they stand there. */
    public static Set<String> names(byte[] classFile) throws Refusal {
        Set<String> found = new HashSet<>();
        byte[] unused = of(classFile, name -> {
            found.add(name);
            return name;
        });
        return found;
    }

    /** The bytes of a constant after its tag (JVMS 4.4). */
    private static int size(int tag) throws IOException {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case 5, 6 -> 8;
            default -> throw new IOException("constant of unknown kind " + tag);
        };
    }

    /** A text with the names in it renamed: a name alone, a path, a descriptor, a signature, words around a name. */
    public static String text(String text, UnaryOperator<String> names) {
        if (text.indexOf('/') < 0 && text.indexOf('.') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && partOfName(text.charAt(end))) {
                end++;
            }
            if (end == at) {
                out.append(text.charAt(at));
                at++;
            } else {
                boolean descriptor = end < text.length() && (text.charAt(end) == ';' || text.charAt(end) == '<');
                int start = start(text, at, end, descriptor);
                out.append(text, at, start).append(renamed(text.substring(start, end), names));
                at = end;
            }
        }
        return out.toString();
    }

    private static boolean partOfName(char c) {
        return c == '/' || c == '.' || c == '-' || Character.isJavaIdentifierPart(c);
    }

    /** In a descriptor a name stands behind an L, before that primitive types or a wildcard; a path may be absolute. */
    private static int start(String text, int from, int end, boolean descriptor) {
        int start = from;
        if (descriptor) {
            while (start < end && "BCDFIJSZ-".indexOf(text.charAt(start)) >= 0) {
                start++;
            }
            return start < end && text.charAt(start) == 'L' ? start + 1 : from;
        }
        while (start < end && text.charAt(start) == '/') {
            start++;
        }
        return start;
    }

    private static String renamed(String name, UnaryOperator<String> names) {
        return name.indexOf('/') < 0 && name.indexOf('.') < 0 ? name : names.apply(name);
    }
}
