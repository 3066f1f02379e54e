package org.klp4j.agent.weave;

import org.klp4j.agent.weave.CopyRecord.Verdict;
import org.klp4j.engine.KernelLog;
import org.klp4j.weave.ClassSymbols;
import org.klp4j.weave.MethodKey;
import org.klp4j.weave.Refusal;

/** Decides whether a function of a copy is the one a replacement was made for. */
final class Identity {
    private final KernelLog log;

    Identity(KernelLog log) {
        this.log = log;
    }

    /**
     * Decides, unless it was decided before.
     *
     * @throws Refusal when the copy has other code, neither what the patch expects nor what it brings
     */
    void decide(Subject subject, ClassSymbols.Symbol symbol, ReplacementBody body) throws Refusal {
        if (!subject.record.verdicts.containsKey(body)) {
            Verdict verdict = verdict(subject, symbol.key(), body);
            subject.record.verdicts.put(body, verdict);
            body.decided(verdict == Verdict.REPLACE);
        }
    }

    private Verdict verdict(Subject subject, MethodKey method, ReplacementBody body) throws Refusal {
        String expected = body.oldHash();
        String running = body.hash(subject.hashes, method);
        if (expected == null || running == null || expected.equals(running)) {
            return Verdict.REPLACE;
        }
        String function = "function '" + subject.symbols.binaryName() + "." + method + "'";
        if (running.equals(body.newHash())) {
            log.klp4j(function + " in class " + subject.copy + " is fixed already: left as it is");
            return Verdict.LEAVE;
        }
        String stored = stored(subject, method, body);
        if (expected.equals(stored)) {
            log.klp4j(function + " in class " + subject.copy
                    + " was instrumented by another agent: the patch replaces the instrumented code");
            return Verdict.REPLACE;
        }
        if (stored != null && stored.equals(body.newHash())) {
            log.klp4j(function + " in class " + subject.copy
                    + " is fixed already and instrumented by another agent: left as it is");
            return Verdict.LEAVE;
        }
        throw new Refusal(function + " in class " + subject.copy + " is not the code this patch was made for (hash "
                + running.substring(0, 16) + ", expected " + expected.substring(0, 16)
                + "); build the patch from the jar this JVM runs");
    }

    private static String stored(Subject subject, MethodKey method, ReplacementBody body) {
        Hashes classFile = subject.stored();
        if (classFile == null) {
            return "";
        }
        try {
            String hash = body.hash(classFile, method);
            return hash == null ? "" : hash;
        } catch (Refusal unreadable) {
            return "";
        }
    }
}
