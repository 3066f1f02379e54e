package org.klp4j.agent;

import java.lang.instrument.Instrumentation;
import org.klp4j.agent.control.ControlTree;
import org.klp4j.agent.control.Root;
import org.klp4j.agent.lift.Companions;
import org.klp4j.agent.module.ModuleCodes;
import org.klp4j.agent.module.ModuleTree;
import org.klp4j.agent.module.Modules;
import org.klp4j.agent.socket.ControlSocket;
import org.klp4j.agent.socket.Verbs;
import org.klp4j.agent.stack.StackSources;
import org.klp4j.agent.weave.InstrumentedWeaver;
import org.klp4j.agent.weave.LoadedCode;
import org.klp4j.agent.weave.PatchBodies;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.Livepatch;
import org.klp4j.engine.StackSource;
import org.klp4j.engine.Weaver;

/** The one place that says who knows whom inside the target. */
final class Wiring {
    private Wiring() {}

    /** Starts the agent's parts, innermost first; the socket, by which others find it, comes last. */
    static Runnable start(Instrumentation instrumentation, String version) throws Exception {
        StackSource stacks = StackSources.forThisJvm();
        KernelLog log = new KernelLog();
        Companions companions = new Companions(instrumentation, log);
        Weaver weaver = new InstrumentedWeaver(instrumentation, log, companions);
        Livepatch livepatch = new Livepatch(weaver, new LoadedCode(instrumentation), stacks, log);
        Modules modules = new Modules(new ModuleCodes(livepatch, new PatchBodies(), companions), log);
        ControlTree tree = new ControlTree(Root.of(livepatch, stacks, new ModuleTree(modules)));
        ControlSocket socket = ControlSocket.open(new Verbs(version, tree, modules));
        System.setProperty("klp4j.version", version);
        return socket::restore;
    }
}
