package org.klp4j.agent;

import java.lang.instrument.Instrumentation;
import org.klp4j.agent.socket.ControlSocket;
import org.klp4j.agent.socket.Verbs;

/** The one place that says who knows whom inside the target. */
final class Wiring {
    private Wiring() {}

    /** Starts the agent's parts, innermost first; the socket, by which others find it, comes last. */
    static Runnable start(Instrumentation instrumentation, String version) throws Exception {
        ControlSocket socket = ControlSocket.open(new Verbs(version));
        System.setProperty("klp4j.version", version);
        return socket::restore;
    }
}
