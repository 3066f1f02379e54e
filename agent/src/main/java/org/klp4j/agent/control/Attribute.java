package org.klp4j.agent.control;

import org.jspecify.annotations.Nullable;
import org.klp4j.format.KlpException;

/**
 * A file with a value. What it shows ends with a newline.
 *
 * @param mode as {@code ls -l} shows it
 * @param show null for one that cannot be read
 * @param store null for one that cannot be written
 */
public record Attribute(
        String mode, @Nullable Show show, @Nullable Store store) implements Node {
    /** Reads the value. */
    @FunctionalInterface
    public interface Show {
        /** The text of the file, with its last newline. */
        String show() throws KlpException;
    }

    /** Writes the value. */
    @FunctionalInterface
    public interface Store {
        /**
         * Takes what was written.
         *
         * @param value never empty
         */
        void store(byte[] value) throws KlpException;
    }

    /** Takes a boolean that was written. */
    @FunctionalInterface
    interface StoreFlag {
        void store(boolean value) throws KlpException;
    }

    /** A file everybody may read. */
    public static Attribute readOnly(Show show) {
        return new Attribute("-r--r--r--", show, null);
    }

    /** Only for the target's user and root. */
    public static Attribute readOnlyPrivate(Show show) {
        return new Attribute("-r--------", show, null);
    }

    /** A file that can only be written, by the target's user and root. */
    public static Attribute writeOnly(Store store) {
        return new Attribute("--w-------", null, store);
    }

    /** A file everybody may read, and the target's user and root may write. */
    public static Attribute readWrite(Show show, Store store) {
        return new Attribute("-rw-r--r--", show, store);
    }

    /** A store that parses as the kernel's {@code kstrtobool}. */
    static Store bool(StoreFlag flag) {
        return value -> flag.store(Kstrtobool.parse(value));
    }

    static String digit(boolean value) {
        return value ? "1\n" : "0\n";
    }
}
