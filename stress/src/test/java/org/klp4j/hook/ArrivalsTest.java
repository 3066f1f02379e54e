package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads arrive at once: both are on the list, and whoever walks it meanwhile still finds the older ones. */
@JCStressTest
@Outcome(id = "3, 3", expect = ACCEPTABLE, desc = "each finds itself and the older one, and all are there at last")
@Outcome(id = "2, 3", expect = ACCEPTABLE, desc = "the other arrived later")
@State
public class ArrivalsTest {
    private final KlpTransition transition = Transitions.to(1);

    public ArrivalsTest() {
        transition.arrive(Thread.currentThread());
    }

    @Actor
    public void one(II_Result result) {
        transition.arrive(Thread.currentThread());
        result.r1 = count();
    }

    @Actor
    public void other() {
        transition.arrive(Thread.currentThread());
    }

    @Arbiter
    public void after(II_Result result) {
        result.r2 = count();
    }

    private int count() {
        int count = 0;
        for (KlpThread record = transition.records(); record != null; record = record.next()) {
            count++;
        }
        return count;
    }
}
