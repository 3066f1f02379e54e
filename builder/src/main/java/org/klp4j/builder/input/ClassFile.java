package org.klp4j.builder.input;

import java.util.Arrays;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;

/** One class file of an input: its bytes, and its tree with expanded stack maps. */
public final class ClassFile {
    private final byte[] bytes;
    private final ClassNode node;

    private ClassFile(byte[] bytes, ClassNode node) {
        this.bytes = bytes;
        this.node = node;
    }

    /**
     * Parses a class file.
     *
     * @throws IllegalArgumentException when the bytes are no class file this release can read
     */
    public static ClassFile of(byte[] bytes) {
        ClassNode node = new ClassNode();
        read(bytes, node, ClassReader.EXPAND_FRAMES);
        return new ClassFile(bytes, node);
    }

    /** Another class file of the same class, given that it differs in debug information only: it shares the tree. */
    ClassFile withBytes(byte[] other) {
        return new ClassFile(other, node);
    }

    /**
     * Whether two class files differ in debug information and the order of their constants at most.
     *
     * @throws IllegalArgumentException when the bytes are no class file this release can read
     */
    static boolean sameButDebug(byte[] one, byte[] other) {
        return Arrays.equals(one, other)
                || (sameVersion(one, other) && Arrays.equals(withoutDebug(one), withoutDebug(other)));
    }

    /** The version of the format follows the magic number; releases built for different ones differ in every class. */
    private static boolean sameVersion(byte[] one, byte[] other) {
        int end = 2 * Integer.BYTES;
        return one.length > end
                && other.length > end
                && Arrays.equals(one, Integer.BYTES, end, other, Integer.BYTES, end);
    }

    /** Written anew, so that the constants stand in the order of their use. */
    private static byte[] withoutDebug(byte[] bytes) {
        ClassWriter writer = new ClassWriter(0);
        read(bytes, writer, ClassReader.SKIP_DEBUG);
        return writer.toByteArray();
    }

    private static void read(byte[] bytes, ClassVisitor visitor, int options) {
        try {
            new ClassReader(bytes).accept(visitor, options);
        } catch (RuntimeException e) { // what ASM throws depends on where the damage is
            throw new IllegalArgumentException("damaged class file", e);
        }
    }

    /** The bytes; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** The tree; not to be changed. */
    public ClassNode node() {
        return node;
    }

    /** Internal name. */
    public String name() {
        return node.name;
    }

    /** Binary name with dots. */
    public String binaryName() {
        return node.name.replace('/', '.');
    }

    /** Major version of the class-file format. */
    public int version() {
        return node.version & 0xffff;
    }
}
