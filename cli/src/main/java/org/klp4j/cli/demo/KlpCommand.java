package org.klp4j.cli.demo;

/** The command {@code klp}, as a user would type it. */
@FunctionalInterface
public interface KlpCommand {
    /**
     * Runs it, its output going where the demo's goes.
     *
     * @return its exit status
     */
    int run(String... arguments);
}
