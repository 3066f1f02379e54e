package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Pairing (2) of {@link KlpTransition}: no thread is switched behind the back of a call that was not recorded. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "switched before the call")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the call kept it from being switched")
@State
public class UnrecordedOrSwitchTest {
    private final KlpTransition transition = Transitions.to(1);
    private final KlpThread record = Transitions.record(transition, Thread.currentThread(), 0);
    private volatile boolean frame;

    @Actor
    public void application(II_Result result) {
        frame = true;
        result.r1 = Transitions.number(transition.decideUnrecorded(record, Thread.currentThread()));
    }

    @Actor
    public void engine(II_Result result) {
        transition.beginSwitching();
        long seen = record.word();
        boolean clean = !frame;
        result.r2 = Transitions.number(clean && transition.trusted() && record.trySwitch(seen));
        transition.endSwitching();
    }
}
