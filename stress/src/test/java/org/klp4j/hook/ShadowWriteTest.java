package org.klp4j.hook;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** {@link KlpShadow}: a write is never undone by a first read that makes the initial value. */
@JCStressTest
@Outcome(
        id = {"1, 2", "2, 2"},
        expect = ACCEPTABLE,
        desc = "the write stays")
@State
public class ShadowWriteTest {
    private final Object owner = new Object();
    private final Field field = new Field();

    @Actor
    public void reader(II_Result result) {
        result.r1 = read();
    }

    @Actor
    public void writer() {
        field.set(owner, 2);
    }

    private int read() {
        return field.get(owner) instanceof Integer value ? value : -1;
    }

    @Arbiter
    public void after(II_Result result) {
        result.r2 = read();
    }

    private static final class Field extends KlpShadow {
        Field() {
            super("a.B.field:I");
        }

        @Override
        protected Object initial(Object key) {
            return 1;
        }
    }
}
