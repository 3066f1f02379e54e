package org.klp4j.cli;

/** The exit statuses of the command. */
public final class ExitCode {
    /** Done. */
    public static final int DONE = 0;

    /** Refused or failed; one line on standard error says what, why and what to do. */
    public static final int REFUSED = 1;

    /** The command line was not understood. */
    public static final int USAGE = 2;

    /** The time ran out; the transition goes on. */
    public static final int TIMED_OUT = 3;

    private ExitCode() {}
}
