package org.klp4j.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a verb writes.
 *
 * @param out results
 * @param err the one line of an error
 * @param interactive whether {@code out} is a terminal, on which a line may be written over
 */
public record Terminal(PrintStream out, PrintStream err, boolean interactive) {
    /** The standard streams; the start script says by {@code klp.tty} whether a person looks at them. */
    static Terminal standard() {
        return new Terminal(utf8(System.out), utf8(System.err), Boolean.getBoolean("klp.tty"));
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }
}
