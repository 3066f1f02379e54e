package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** {@link KlpShadow}: two first reads agree on one value, and see what its maker wrote into it. */
@JCStressTest
@Outcome(id = "7, 7, 1", expect = ACCEPTABLE, desc = "the same value, whole")
@State
public class ShadowFirstTest {
    private final Object owner = new Object();
    private final Field field = new Field();
    private volatile @Nullable Value one;
    private volatile @Nullable Value other;

    @Actor
    public void one(III_Result result) {
        one = read();
        result.r1 = one.content;
    }

    @Actor
    public void other(III_Result result) {
        other = read();
        result.r2 = other.content;
    }

    private Value read() {
        return (Value) Objects.requireNonNull(field.get(owner));
    }

    @Arbiter
    public void after(III_Result result) {
        result.r3 = Transitions.number(one == other && field.size() == 1);
    }

    private static final class Value {
        int content;

        Value(int content) {
            this.content = content;
        }
    }

    private static final class Field extends KlpShadow {
        Field() {
            super("a.B.field:Ljava/lang/Object;");
        }

        @Override
        protected Object initial(Object key) {
            return new Value(7);
        }
    }
}
