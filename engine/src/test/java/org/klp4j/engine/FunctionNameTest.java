package org.klp4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When do two names mean one function? */
class FunctionNameTest {
    @Test
    void descriptorsDecideWhereBothHaveOne() {
        assertThat(same(name("(I)V", 1), name("(I)V", 2))).isTrue();
        assertThat(same(name("(I)V", 0), name("(I)V", 2))).isTrue();
        assertThat(same(name("(I)V", 1), name("(J)V", 1))).isFalse();
    }

    @Test
    void positionsDecideElsewhere() {
        assertThat(same(name(null, 0), name(null, 1))).isTrue();
        assertThat(same(name(null, 1), name("(I)V", 1))).isTrue();
        assertThat(same(name(null, 2), name("(I)V", 1))).isFalse();
    }

    @Test
    void theOnlyOneIsTheOneDescribed() {
        assertThat(same(name(null, 0), name("(I)V", 0))).isTrue();
        assertThat(name(null, 0).unclear(name("(I)V", 0))).isFalse();
    }

    @Test
    void aPositionAndADescriptorCannotBeCompared() {
        assertThat(name(null, 2).unclear(name("(I)V", 0))).isTrue();
        assertThat(name("(I)V", 0).unclear(name(null, 1))).isTrue();
        assertThat(name("(I)V", 2).unclear(name("(I)V", 0))).isFalse();
    }

    private static boolean same(FunctionName one, FunctionName other) {
        assertThat(one.same(other)).isEqualTo(other.same(one));
        return one.same(other);
    }

    private static FunctionName name(@Nullable String descriptor, int sympos) {
        return new FunctionName("a.B", "f", descriptor, sympos);
    }
}
