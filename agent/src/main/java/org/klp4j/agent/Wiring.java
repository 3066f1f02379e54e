package org.klp4j.agent;

import java.lang.instrument.Instrumentation;
import org.klp4j.agent.control.ControlTree;
import org.klp4j.agent.control.Root;
import org.klp4j.agent.lift.Companions;
import org.klp4j.agent.lift.ShadedCopies;
import org.klp4j.agent.module.ModuleCodes;
import org.klp4j.agent.module.ModuleFiles;
import org.klp4j.agent.module.ModuleTree;
import org.klp4j.agent.module.Modules;
import org.klp4j.agent.module.WrittenPatches;
import org.klp4j.agent.socket.ControlSocket;
import org.klp4j.agent.socket.SocketBinding;
import org.klp4j.agent.socket.Verbs;
import org.klp4j.agent.stack.StackSources;
import org.klp4j.agent.weave.InstrumentedWeaver;
import org.klp4j.agent.weave.PatchBodies;
import org.klp4j.agent.weave.Trampolines;
import org.klp4j.api.Klp;
import org.klp4j.engine.KernelLog;
import org.klp4j.engine.Livepatch;
import org.klp4j.engine.StackSource;
import org.klp4j.format.Errno;
import org.klp4j.format.KlpException;
import org.klp4j.hook.KlpShadowTable;

/** The one place that says who knows whom inside the target. */
final class Wiring {
    private Wiring() {}

    /**
     * Starts the agent's parts. The socket is bound meanwhile, by a thread of its own, since what the JDK loads for that
     * takes as long as all the rest; it answers last.
     */
    static Runnable start(Instrumentation instrumentation, String version, Runnable initialize) throws Exception {
        KlpShadowTable.owners(0); // it and what it needs is not initialised by the application's first use
        SocketBinding binding = SocketBinding.start();
        boolean served = false;
        try {
            Verbs verbs = verbs(instrumentation, version);
            ControlSocket socket = binding.await();
            // No other thread of ours runs yet: two that initialise classes may wait for each other.
            initialize.run();
            socket.serve(verbs);
            System.setProperty("klp4j.version", version);
            served = true;
            return socket::restore;
        } catch (ReflectiveOperationException unknown) {
            throw new KlpException(
                    Errno.EIO,
                    "this klp4j does not know the insides of Java "
                            + Runtime.version().feature() + " (" + unknown.getMessage() + "); use a newer klp4j");
        } finally {
            if (!served) {
                binding.giveUp();
            }
        }
    }

    private static Verbs verbs(Instrumentation instrumentation, String version) throws ReflectiveOperationException {
        StackSource stacks = StackSources.forThisJvm();
        KernelLog log = new KernelLog();
        Companions companions = new Companions(instrumentation, log);
        InstrumentedWeaver weaver = new InstrumentedWeaver(instrumentation, log, companions);
        Livepatch livepatch = new Livepatch(weaver, weaver.code(), stacks, log);
        weaver.code().report(object -> livepatch.coming(object, false), livepatch::going);
        ModuleFiles files = new ModuleFiles();
        WrittenPatches written = new WrittenPatches(livepatch, new Trampolines(instrumentation));
        Klp.boot(written);
        ShadedCopies copies = new ShadedCopies(instrumentation, weaver);
        Modules modules =
                new Modules(new ModuleCodes(livepatch, new PatchBodies(), companions, copies, written, files), log);
        ControlTree tree =
                new ControlTree(Root.of(livepatch, stacks, new ModuleTree(modules), weaver::alarms, files::directory));
        return new Verbs(version, tree, modules);
    }
}
