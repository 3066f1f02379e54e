package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Pairing (3) of {@link KlpTransition} in {@link KlpGate}'s short way: the target is read before the word. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "at the old target, or not told by the short way")
@State
public class GateOrTurnTest {
    private final KlpTransition transition = Transitions.to(0);
    private final KlpThread record = Transitions.record(transition, Thread.currentThread(), 1);

    @Actor
    public void application(I_Result result) {
        KlpThread.LOCAL.set(record);
        // No transition is open here, so a gate that finds no answer in the record gives the outcome of none: 0.
        result.r1 = Transitions.number(KlpGate.enter(1));
    }

    @Actor
    public void engine() {
        record.trySwitch(1);
        transition.turnTo(1);
    }
}
