package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** {@link KlpGate}: a gate that finds its transition closed finds its outcome. */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 1"},
        expect = ACCEPTABLE,
        desc = "perhaps not begun")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "begun: the answer is the target, whether it is over or not")
@State
public class OutcomeTest {
    private static final AtomicInteger IDS = new AtomicInteger();

    private final KlpTransition transition = new KlpTransition(IDS.incrementAndGet(), 1, new KlpAffected());
    private volatile boolean begun;

    @Actor
    public void application(II_Result result) {
        boolean seen = begun;
        boolean patched = KlpGate.enter(transition.id);
        result.r1 = Transitions.number(seen);
        result.r2 = Transitions.number(patched);
    }

    @Actor
    public void engine() {
        KlpGate.begin(transition);
        begun = true;
        KlpGate.end(transition);
    }
}
