package org.klp4j.builder.lift;

/** Code cannot be carried; the message says why and, where there is one, the way round. */
public final class NotCarried extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A refusal. */
    public NotCarried(String message) {
        super(message);
    }
}
