package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Pairing (1) of {@link KlpTransition}: who publishes a record and who turns the transition; one sees the other. */
@JCStressTest
@Outcome(id = "0, -1", expect = ACCEPTABLE, desc = "the gate saw the new target")
@Outcome(
        id = {"0, 0", "0, 1", "1, 1"},
        expect = ACCEPTABLE,
        desc = "the engine saw the record")
@State
public class ArrivalOrTurnTest {
    private final KlpTransition transition = Transitions.to(1);

    @Actor
    public void application(II_Result result) {
        KlpThread record = transition.arrive(Thread.currentThread());
        result.r1 = Transitions.number(transition.decide(record));
    }

    @Actor
    public void engine(II_Result result) {
        transition.turnTo(0);
        KlpThread record = transition.records();
        result.r2 = record == null ? -1 : record.universe();
    }
}
