package org.klp4j.cli.demo;

/** Something in the demo did not go as it must. */
public final class Surprise extends Exception {
    private static final long serialVersionUID = 1L;

    Surprise(String what) {
        super(what);
    }

    Surprise(String what, Throwable cause) {
        super(what, cause);
    }
}
