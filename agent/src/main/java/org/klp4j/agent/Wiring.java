package org.klp4j.agent;

import java.lang.instrument.Instrumentation;
import org.klp4j.agent.control.ControlTree;
import org.klp4j.agent.control.Root;
import org.klp4j.agent.module.ModuleCodes;
import org.klp4j.agent.module.ModuleTree;
import org.klp4j.agent.module.Modules;
import org.klp4j.agent.socket.ControlSocket;
import org.klp4j.agent.socket.Verbs;
import org.klp4j.agent.stack.StackSources;
import org.klp4j.engine.Body;
import org.klp4j.engine.Code;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.Livepatch;
import org.klp4j.engine.Shapes;
import org.klp4j.engine.StackSource;
import org.klp4j.engine.Weaver;
import org.klp4j.format.Errno;
import org.klp4j.format.FunctionImage;
import org.klp4j.format.KlpException;
import org.klp4j.format.PatchImage;

/** The one place that says who knows whom inside the target. */
final class Wiring {
    private Wiring() {}

    /** Starts the agent's parts, innermost first; the socket, by which others find it, comes last. */
    static Runnable start(Instrumentation instrumentation, String version) throws Exception {
        StackSource stacks = StackSources.forThisJvm();
        NoWeaver weaver = new NoWeaver();
        KernelLog log = new KernelLog();
        Livepatch livepatch = new Livepatch(weaver, weaver, stacks, log);
        Modules modules = new Modules(new ModuleCodes(livepatch, NoWeaver::body), log);
        ControlTree tree = new ControlTree(Root.of(livepatch, stacks, new ModuleTree(modules)));
        ControlSocket socket = ControlSocket.open(new Verbs(version, tree, modules));
        System.setProperty("klp4j.version", version);
        return socket::restore;
    }

    /** Stands here until the weaver is in. */
    private static final class NoWeaver implements Weaver, Code {
        private static Body body(String module, PatchImage patch, FunctionImage function) throws KlpException {
            throw new KlpException(Errno.ENODEV, "this agent cannot weave");
        }

        @Override
        public void resolve(Shapes next) throws KlpException {
            throw new KlpException(Errno.ENODEV, "this agent cannot weave");
        }

        @Override
        public void check(Shapes next) throws KlpException {
            resolve(next);
        }

        @Override
        public void weave(Shapes next) throws KlpException {
            resolve(next);
        }

        @Override
        public boolean loaded(String object) {
            return false;
        }

        @Override
        public boolean classLoaded(String className) {
            return false;
        }
    }
}
