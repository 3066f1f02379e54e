package org.klp4j.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** {@link Mutex}: work left to the holder of the lock is done, however the leaving meets the letting go. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "done")
@State
public class BacklogTest {
    private final Mutex mutex = new Mutex();
    private int done;

    @Actor
    public void arriving() {
        mutex.soon("arrival", 0, () -> done++);
    }

    @Actor
    public void holding() {
        if (mutex.tryAcquire("load", 0)) {
            mutex.release();
        }
    }

    @Arbiter
    public void after(I_Result result) {
        result.r1 = done;
    }
}
