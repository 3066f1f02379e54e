package org.klp4j.agent.module;

import java.util.EnumSet;
import java.util.Set;
import org.klp4j.engine.KernelLog;

/** Why a module taints the JVM, with the kernel's letters; each is logged once. */
final class Taint {
    private enum Reason {
        OUT_OF_TREE("O", "loading out-of-tree module taints kernel."),
        LIVEPATCH("K", "tainting kernel with TAINT_LIVEPATCH"),
        UNSIGNED("E", "module verification failed: signature and/or required key missing - tainting kernel");

        private final String letter;
        private final String line;

        Reason(String letter, String line) {
            this.letter = letter;
            this.line = line;
        }
    }

    private final KernelLog log;
    private final Set<Reason> logged = EnumSet.noneOf(Reason.class); // guarded by this

    Taint(KernelLog log) {
        this.log = log;
    }

    /** The letters, in the kernel's order: every module is out of tree ({@code O}). */
    static String letters(boolean signed, boolean livepatch) {
        return Reason.OUT_OF_TREE.letter
                + (signed ? "" : Reason.UNSIGNED.letter)
                + (livepatch ? Reason.LIVEPATCH.letter : "");
    }

    /** Logs what was not logged before in this JVM. */
    synchronized void by(LoadedModule module) {
        for (Reason reason : Reason.values()) {
            if (module.taint().contains(reason.letter) && logged.add(reason)) {
                log.write(module.name() + ": " + reason.line);
            }
        }
    }
}
