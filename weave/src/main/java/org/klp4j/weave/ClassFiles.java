package org.klp4j.weave;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/** Opening class files whose bytes nobody has vouched for. */
final class ClassFiles {
    /** The level of the visitor API that every visitor here is written against. */
    static final int API = Opcodes.ASM9;

    private ClassFiles() {}

    static ClassReader open(byte[] bytes) throws Refusal {
        try {
            ClassReader reader = new ClassReader(bytes);
            reader.getClassName(); // every refusal names the class
            return reader;
        } catch (IllegalArgumentException e) {
            throw new Refusal("not a class file this release can read: " + e.getMessage(), e);
        } catch (RuntimeException e) { // what ASM throws depends on where the damage is
            throw new Refusal("not a class file, or a truncated one", e);
        }
    }

    /** The major version, e.g. 61 for Java 17. The header is 4 bytes of magic and 2 of minor version. */
    static int majorVersion(ClassReader reader) {
        return reader.readUnsignedShort(6);
    }

    /** The binary name, as the user writes it. */
    static String binaryName(String internalName) {
        return internalName.replace('/', '.');
    }
}
