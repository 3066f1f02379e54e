package org.klp4j.bench.peer;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;

/** The smallest program that attaches an agent: pid, agent's jar, its arguments. */
public final class RawAttach {
    private RawAttach() {}

    /** Attaches, has the agent work, detaches. */
    public static void main(String[] arguments) throws Exception {
        load(arguments[0], arguments[1], arguments[2]);
    }

    /** The same from within another program. */
    public static void tell(long pid, Path agent, String arguments) throws IOException {
        try {
            load(Long.toString(pid), agent.toString(), arguments);
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IOException("raw redefinition: " + e, e);
        }
    }

    private static void load(String pid, String agent, String arguments)
            throws IOException, AttachNotSupportedException, AgentLoadException, AgentInitializationException {
        VirtualMachine machine = VirtualMachine.attach(pid);
        try {
            machine.loadAgent(agent, arguments);
        } finally {
            machine.detach();
        }
    }
}
