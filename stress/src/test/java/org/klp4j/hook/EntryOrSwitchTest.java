package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Pairing of {@link KlpThread}: an entry counted since the worker read the word makes its switch fail. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "switched before the call")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the call kept it from being switched")
@State
public class EntryOrSwitchTest {
    private final KlpTransition transition = Transitions.to(1, EntryOrSwitchTest.class, "application");
    private final KlpThread record = Transitions.record(transition, Thread.currentThread(), 0);

    /** Stands for the frame in the trace, which is there before the gate is. */
    private volatile boolean frame;

    @Actor
    public void application(II_Result result) {
        frame = true;
        result.r1 = Transitions.number(gated());
    }

    private boolean gated() {
        return transition.decide(record);
    }

    @Actor
    public void engine(II_Result result) {
        long seen = record.word();
        result.r2 = Transitions.number(!frame && record.trySwitch(seen));
    }
}
