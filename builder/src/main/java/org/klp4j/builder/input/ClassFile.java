package org.klp4j.builder.input;

import org.objectweb.asm.ClassReader;
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
        try {
            new ClassReader(bytes).accept(node, ClassReader.EXPAND_FRAMES);
        } catch (RuntimeException e) { // what ASM throws depends on where the damage is
            throw new IllegalArgumentException("damaged class file", e);
        }
        return new ClassFile(bytes, node);
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
