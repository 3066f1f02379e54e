package org.klp4j.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecisionsTest {
    /** As those of some frameworks, which compare what they load from. */
    private static final class Equal extends ClassLoader {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Equal;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    private final Decisions decisions = new Decisions();

    @Test
    void loadersThatThinkThemselvesEqualHaveCopiesOfTheirOwn() {
        Equal first = new Equal();
        CopyRecord record = decisions.of(first, "a.B");
        assertThat(decisions.of(new Equal(), "a.B")).isNotSameAs(record);
        assertThat(decisions.of(null, "a.B")).isNotSameAs(record);
        assertThat(decisions.of(first, "a.B")).isSameAs(record);
    }

    @Test
    void whatNoShapeAsksForIsForgotten() {
        Equal loader = new Equal();
        CopyRecord kept = decisions.of(loader, "a.B");
        decisions.of(loader, "a.C");
        decisions.of(null, "a.C");
        decisions.retain(Set.of("a.B"), Set.of());
        assertThat(decisions.find(loader, "a.B")).isSameAs(kept);
        assertThat(decisions.find(loader, "a.C")).isNull();
        assertThat(decisions.find(null, "a.C")).isNull();
    }
}
