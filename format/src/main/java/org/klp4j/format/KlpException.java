package org.klp4j.format;

import org.jspecify.annotations.Nullable;

/**
 * A refused or failed operation: the kernel's error number, and one line that names what was refused, why, and
 * what to do about it.
 */
public final class KlpException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /** A refusal with one of the usual numbers. */
    public KlpException(Errno errno, String message) {
        this(errno.number(), message);
    }

    /** A refusal with any positive number, as a callback may return one klp4j has no name for. */
    public KlpException(int errno, String message) {
        super(oneLine(message));
        this.errno = errno;
    }

    /** A refusal that another failure caused. */
    public KlpException(Errno errno, String message, @Nullable Throwable cause) {
        super(oneLine(message), cause);
        this.errno = errno.number();
    }

    /** Messages quote what came from outside, whatever characters are in it. */
    private static String oneLine(String message) {
        StringBuilder line = new StringBuilder(message.length());
        message.chars().forEach(c -> line.append(Character.isISOControl(c) ? '?' : (char) c));
        return line.toString();
    }

    /** The positive error number. */
    public int errno() {
        return errno;
    }
}
