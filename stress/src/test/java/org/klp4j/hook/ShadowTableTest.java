package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** {@link KlpShadowTable}: of two that attach data at once one wins, and both know which. */
@JCStressTest
@Outcome(
        id = {"0, 1, 1", "2, 0, 2"},
        expect = ACCEPTABLE,
        desc = "one attached, the other was told whose it is")
@State
public class ShadowTableTest {
    private final Object owner = new Object();

    @Actor
    public void one(III_Result result) {
        result.r1 = attach(1);
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = attach(2);
    }

    private int attach(int data) {
        return KlpShadowTable.putIfAbsent(owner, 5, data) instanceof Integer there ? there : 0;
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = KlpShadowTable.remove(owner, 5) instanceof Integer there ? there : 0;
    }
}
