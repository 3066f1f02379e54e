package org.klp4j.cli;

import org.klp4j.client.Target;

/**
 * JDK-8324241: before JDK 23 a JVM without agents keeps no record of which compiled code depends on which method, so
 * its first redefinition throws all compiled code away.
 */
final class LateAttach {
    static final String WARNING =
            "note: the first patch of this JVM makes it compile its code anew, and it is slower for some seconds"
                    + " (JDK-8324241); started with -javaagent:klp4j-agent.jar it would not be";

    private static final int FIRST_WITH_RECORD = 23;

    private LateAttach() {}

    /** Whether the JVM would; false when its version is not known. */
    static boolean losesCompiledCode(Target jvm) {
        String version = jvm.javaVersion();
        int end = 0;
        while (end < version.length() && Character.isDigit(version.charAt(end))) {
            end++;
        }
        return end > 0 && end < 4 && Integer.parseInt(version.substring(0, end)) < FIRST_WITH_RECORD;
    }
}
