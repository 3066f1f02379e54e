package org.klp4j.format;

/** The error numbers of Linux that klp4j answers with; number and text as on the wire and in {@code strerror}. */
public enum Errno {
    EPERM(1, "Operation not permitted"),
    ENOENT(2, "No such file or directory"),
    ESRCH(3, "No such process"),
    EIO(5, "Input/output error"),
    ENOEXEC(8, "Exec format error"),
    EAGAIN(11, "Resource temporarily unavailable"),
    ENOMEM(12, "Cannot allocate memory"),
    EACCES(13, "Permission denied"),
    EBUSY(16, "Device or resource busy"),
    EEXIST(17, "File exists"),
    ENODEV(19, "No such device"),
    ENOTDIR(20, "Not a directory"),
    EISDIR(21, "Is a directory"),
    EINVAL(22, "Invalid argument"),
    ENOSPC(28, "No space left on device"),
    EPROTO(71, "Protocol error"),
    ETIMEDOUT(110, "Connection timed out"),
    EKEYREJECTED(129, "Key was rejected by service");

    private final int number;
    private final String text;

    Errno(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** The positive number, e.g. 22. */
    public int number() {
        return number;
    }

    /** The text of {@code strerror(3)}. */
    public String text() {
        return text;
    }

    /** The constant with this number, or {@link #EIO} for a number klp4j does not know. */
    public static Errno of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return errno;
            }
        }
        return EIO;
    }
}
