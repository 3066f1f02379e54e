package org.klp4j.weave;

import java.util.Arrays;
import java.util.Set;
import org.objectweb.asm.ClassReader;

/**
 * A class file that holds replacement code for methods of a class of the same name. Everything its code refers to
 * is named as the running classes name it; its fields, attributes and other methods are never looked at.
 */
public final class PatchClass {
    /** The tag of a class in the constant pool. */
    private static final int CLASS = 7;

    private final byte[] bytes;
    private final ClassReader reader;
    private final ClassSymbols symbols;

    /**
     * Opens a patch class.
     *
     * @throws Refusal when the bytes are no class file this release can read
     */
    public PatchClass(byte[] classFile) throws Refusal {
        bytes = classFile.clone();
        reader = ClassFiles.open(bytes);
        symbols = ClassSymbols.of(reader);
    }

    /** Its methods. */
    public ClassSymbols symbols() {
        return symbols;
    }

    /** The replacement this class has for one method, whether or not it is there; the weaver checks. */
    public MethodBody.Replacement method(MethodKey method) {
        return new MethodBody.Replacement(this, method);
    }

    /** Whether its code names one of these classes, by internal name. */
    public boolean names(Set<String> classes) {
        char[] buffer = new char[reader.getMaxStringLength()];
        for (int i = 1; i < reader.getItemCount(); i++) {
            int item = reader.getItem(i);
            if (item != 0 && reader.readByte(item - 1) == CLASS && classes.contains(reader.readUTF8(item, buffer))) {
                return true;
            }
        }
        return false;
    }

    ClassReader reader() {
        return reader;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PatchClass that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "patch class " + symbols.binaryName();
    }
}
