package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two switches and an entry meet at one word: one switch counts, an entry is never lost. */
@JCStressTest
@Outcome(
        id = {"1, 0, 1", "0, 1, 1"},
        expect = ACCEPTABLE,
        desc = "one of them switched")
@Outcome(id = "0, 0, 2", expect = ACCEPTABLE, desc = "the entry came first")
@State
public class SwitchesTest {
    private final KlpThread record = new KlpThread(Thread.currentThread(), 0);

    @Actor
    public void application(III_Result result) {
        long seen = record.word();
        if (seen == 0 && !record.countEntry(seen)) {
            result.r1 = Transitions.number(record.trySwitch(seen));
        }
    }

    @Actor
    public void engine(III_Result result) {
        result.r2 = Transitions.number(record.trySwitch(0));
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = (int) record.word();
    }
}
