package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The engine forgets an unrecorded call only if it looks at the stacks afterwards. */
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 0"},
        expect = ACCEPTABLE,
        desc = "the next attempt will find it")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "this look found it")
@State
public class UnrecordedOrTakenTest {
    private final KlpTransition transition = Transitions.to(1);
    private volatile boolean frame;

    public UnrecordedOrTakenTest() {
        transition.decideUnrecorded(null, null);
    }

    @Actor
    public void application() {
        frame = true;
        transition.decideUnrecorded(null, null);
    }

    @Actor
    public void engine(II_Result result) {
        transition.takeDistrust();
        result.r1 = Transitions.number(frame);
    }

    @Arbiter
    public void after(II_Result result) {
        result.r2 = Transitions.number(transition.trusted());
    }
}
