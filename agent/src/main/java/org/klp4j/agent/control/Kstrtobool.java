package org.klp4j.agent.control;

import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;

/** The kernel's parser of booleans: only the first character counts, after {@code o} the second as well. */
public final class Kstrtobool {
    private Kstrtobool() {}

    /** Parses or throws EINVAL. */
    public static boolean parse(byte[] value) throws KlpException {
        return switch (at(value, 0)) {
            case '1', 'y', 'Y', 't', 'T' -> true;
            case '0', 'n', 'N', 'f', 'F' -> false;
            case 'o', 'O' ->
                switch (at(value, 1)) {
                    case 'n', 'N' -> true;
                    case 'f', 'F' -> false;
                    default -> throw notBoolean();
                };
            default -> throw notBoolean();
        };
    }

    private static int at(byte[] value, int index) {
        return index < value.length ? value[index] : 0;
    }

    private static KlpException notBoolean() {
        return new KlpException(Errno.EINVAL, "not a boolean; write 1 or 0");
    }
}
