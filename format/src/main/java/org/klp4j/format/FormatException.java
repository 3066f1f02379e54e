package org.klp4j.format;

/** Bytes that do not follow the module format; the message continues "it is no module because …". */
final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;

    FormatException(String message) {
        super(message);
    }
}
