package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Pairing (3) of {@link KlpTransition} in its long way: a gate meets a switch of its thread and a reversal. */
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 1"},
        expect = ACCEPTABLE,
        desc = "the call runs the body of the universe its thread is in")
@State
public class DecisionOrTurnTest {
    private final KlpTransition transition = Transitions.to(0);
    private final KlpThread record = Transitions.record(transition, Thread.currentThread(), 1);

    @Actor
    public void application(II_Result result) {
        result.r1 = Transitions.number(transition.decide(record));
    }

    @Actor
    public void engine() {
        if (record.trySwitch(1)) {
            transition.turnTo(1);
        }
    }

    @Arbiter
    public void after(II_Result result) {
        result.r2 = record.universe();
    }
}
