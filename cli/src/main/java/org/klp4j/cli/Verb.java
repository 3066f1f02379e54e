package org.klp4j.cli;

import java.io.IOException;
import org.klp4j.format.KlpException;

/** One verb of the command; picocli fills its fields before it runs. */
interface Verb {
    /**
     * Does it.
     *
     * @return an {@link ExitCode}
     */
    int run(Terminal terminal) throws KlpException, IOException, InterruptedException;

    /**
     * Takes the usual arguments as they are. The parser reads annotations and makes proxies, which is half of the time of
     * a command that lives for a moment.
     *
     * @return false, and nothing is taken, when the parser has to read them
     */
    default boolean takes(String... arguments) {
        return false;
    }

    /** The line on standard error for a refusal. */
    default String errorLine(String name, KlpException refusal) {
        return "klp " + name + ": " + Errors.oneLine(refusal);
    }
}
