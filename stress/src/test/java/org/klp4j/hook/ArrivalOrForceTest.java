package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Force meets a thread that arrives inside affected code: one of the two moves it. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "at the target")
@State
public class ArrivalOrForceTest {
    private final KlpTransition transition = Transitions.to(1, ArrivalOrForceTest.class, "application");

    @Actor
    public void application() {
        gated();
    }

    private boolean gated() {
        return transition.decide(transition.arrive(Thread.currentThread()));
    }

    @Actor
    public void engine() {
        transition.force();
    }

    @Arbiter
    public void after(I_Result result) {
        KlpThread record = transition.records();
        result.r1 = record == null ? -1 : record.universe();
    }
}
