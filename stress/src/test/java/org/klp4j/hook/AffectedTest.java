package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** {@link KlpAffected} is filled before its transition begins: a gate that finds the one finds the other whole. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "the caller is inside affected code, and stays where it is")
@State
public class AffectedTest {
    private static final AtomicInteger IDS = new AtomicInteger();

    private final int id = IDS.incrementAndGet();

    @Actor
    public void application(I_Result result) {
        result.r1 = Transitions.number(gated());
    }

    private boolean gated() {
        return KlpGate.enter(id);
    }

    @Actor
    public void engine() {
        KlpAffected affected = new KlpAffected();
        affected.add(AffectedTest.class.getName(), "application", null);
        KlpGate.begin(new KlpTransition(id, 1, affected));
    }
}
