package org.klp4j.bench.peer;

import java.io.File;
import net.bytebuddy.agent.ByteBuddyAgent;

/** Byte Buddy's way to attach: pid, agent's jar, its arguments. */
public final class BuddyAttach {
    private BuddyAttach() {}

    /** Attaches. */
    public static void main(String[] arguments) {
        ByteBuddyAgent.attach(new File(arguments[1]), arguments[0], arguments[2]);
    }
}
