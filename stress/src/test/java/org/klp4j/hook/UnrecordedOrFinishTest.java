package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Pairing (2) of {@link KlpTransition}: no transition ends behind the back of a call that was not recorded. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "ended before the call")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the call kept it from ending")
@State
public class UnrecordedOrFinishTest {
    private final KlpTransition transition = Transitions.to(1);

    @Actor
    public void application(II_Result result) {
        result.r1 = Transitions.number(transition.decideUnrecorded(null, null));
    }

    @Actor
    public void engine(II_Result result) {
        result.r2 = Transitions.number(transition.tryFinish());
    }
}
