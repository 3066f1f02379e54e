package org.klp4j.cli;

import org.jspecify.annotations.Nullable;
import org.klp4j.client.Connection;
import org.klp4j.client.Target;
import org.klp4j.format.KlpException;

/**
 * JDK-8324241: before JDK 23 a JVM without agents keeps no record of which compiled code depends on which method, so
 * its first redefinition throws all compiled code away.
 */
final class LateAttach {
    private static final String WARNING =
            "note: the first patch of this JVM makes it compile its hot code again, so it is slower for some seconds"
                    + " (JDK-8324241); a JVM started with -javaagent:klp4j-agent.jar is not";

    private static final int FIRST_WITH_RECORD = 23;

    private LateAttach() {}

    /**
     * A connection to the JVM; says so when the agent has to be brought in and that will cost compiled code.
     *
     * @param terminal where to say it; null = nowhere
     */
    static Connection open(Target jvm, @Nullable Terminal terminal) throws KlpException {
        Connection running = Connection.openIfLoaded(jvm);
        if (running != null) {
            return running;
        }
        Connection attached = Connection.open(jvm);
        if (terminal != null && losesCompiledCode(jvm)) {
            terminal.out().println(WARNING);
        }
        return attached;
    }

    /** Whether the JVM would; false when its version is not known. */
    private static boolean losesCompiledCode(Target jvm) {
        String version = jvm.javaVersion();
        int end = 0;
        while (end < version.length() && Character.isDigit(version.charAt(end))) {
            end++;
        }
        return end > 0 && end < 4 && Integer.parseInt(version.substring(0, end)) < FIRST_WITH_RECORD;
    }
}
