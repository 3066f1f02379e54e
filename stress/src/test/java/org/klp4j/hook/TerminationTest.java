package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A thread arrives while the engine drops those that ended: none that lives is lost, and a walk finds no gap. */
@JCStressTest
@Outcome(id = "1, 3, 0", expect = ACCEPTABLE, desc = "all that live, and no more")
@State
public class TerminationTest {
    private static final Thread ALIVE = new Thread(TerminationTest::live, "alive");
    private static final Thread NOT_ALIVE = new Thread("never started");

    static {
        ALIVE.setDaemon(true);
        ALIVE.start();
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static void live() {
        while (true) {
            LockSupport.park();
        }
    }

    private final KlpTransition transition = Transitions.to(1);

    public TerminationTest() {
        transition.arrive(ALIVE);
        transition.arrive(NOT_ALIVE);
        transition.arrive(NOT_ALIVE);
        transition.arrive(ALIVE);
    }

    @Actor
    public void application() {
        transition.arrive(ALIVE);
    }

    @Actor
    public void engine(III_Result result) {
        transition.dropTerminated();
        result.r1 = Transitions.number(count(true) >= 2); // those that were there before
        result.r3 = count(false);
    }

    @Arbiter
    public void after(III_Result result) {
        result.r2 = count(true);
    }

    private int count(boolean alive) {
        int count = 0;
        for (KlpThread record = transition.records(); record != null; record = record.next()) {
            count += Transitions.number(record.thread().isAlive() == alive);
        }
        return count;
    }
}
