package org.klp4j.weave;

/** Something cannot be woven. The message is one line that names what, and why. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** A refusal with its one line. */
    public Refusal(String message) {
        super(message);
    }

    /** A refusal that a failure of the class file library caused. */
    public Refusal(String message, Throwable cause) {
        super(message, cause);
    }
}
