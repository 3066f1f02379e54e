package org.klp4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The protocol never tears and always ends; and each of its rules is needed: without it TLC finds how it breaks. */
class ProtocolIT {
    @Test
    void noActivationTreeRunsTwoVersions() {
        holds(Configuration.whole()
                .with("Others")
                .with("LastId", 2)
                .with("Reversals", 1)
                .with("Forces", 1)
                .with("Failures", 1));
    }

    @Test
    void noActivationTreeRunsTwoVersionsWhenAClassArrives() {
        holds(Configuration.whole().with("Others").with("Arrival").with("Reversals", 1));
    }

    @Test
    void everyTransitionEndsWhenEveryThreadLeaves() {
        holds(Configuration.whole().live().with("Reversals", 1).with("Failures", 1));
    }

    @Test
    void forceEndsATransition() {
        holds(Configuration.whole().live().with("Forces", 1).with("Failures", 1));
    }

    private static Configuration without(String rule) {
        return Configuration.without(rule);
    }

    /** What is left out, in the smallest configuration that shows what for. */
    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(Tlc.TEARS, without("no-count").with("Others")),
                Arguments.of(Tlc.TEARS, without("no-stack-check").with("Others")),
                Arguments.of(Tlc.TEARS, without("no-id").with("LastId", 2)),
                Arguments.of(Tlc.TEARS, without("no-look")),
                Arguments.of(Tlc.TEARS, without("no-reread").with("Reversals", 1)),
                Arguments.of(Tlc.TEARS, without("no-first-look").with("Others").with("Reversals", 1)),
                Arguments.of(Tlc.TEARS, without("word-first").with("Others").with("Reversals", 1)),
                Arguments.of(Tlc.TEARS, without("no-distrust").with("Failures", 1)),
                Arguments.of(Tlc.TEARS, without("no-busy").with("Failures", 1)),
                Arguments.of(Tlc.TEARS, without("lossy-take").with("Others").with("Failures", 1)),
                Arguments.of(Tlc.TEARS, without("publish-first").with("Failures", 1)),
                Arguments.of(
                        Tlc.TEARS,
                        without("record-first")
                                .with("Others")
                                .with("Reversals", 1)
                                .with("Failures", 1)),
                Arguments.of(Tlc.TEARS, without("late-arrival").with("Failures", 1)),
                Arguments.of(Tlc.TEARS, without("late-unknown").with("Others").with("Arrival")),
                Arguments.of(
                        Tlc.TEARS,
                        without("reverse-forced")
                                .with("Others")
                                .with("Reversals", 1)
                                .with("Forces", 1)
                                .with("Failures", 1)),
                Arguments.of(Tlc.TEARS, without("force-once").with("Forces", 1)),
                Arguments.of(
                        Tlc.HANGS,
                        without("force-distrusts").live().with("Forces", 1).with("Failures", 1)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("rules")
    void eachRuleIsNeeded(String verdict, Configuration configuration) {
        Tlc.Result result = Tlc.check(configuration);
        assertThat(result.verdict()).as(result.output()).isEqualTo(verdict);
    }

    static Stream<Configuration> large() {
        Configuration many = Configuration.whole().with("Others").with("Births").with("LastId", 3);
        Configuration deep = Configuration.whole()
                .with("Others")
                .with("Arrival")
                .with("Depth", 3)
                .with("LastId", 2);
        return Stream.of(
                many.with("Reversals", 2).with("Forces", 1).with("Failures", 2),
                deep.with("Reversals", 2).with("Failures", 2),
                Configuration.whole().threads(2).with("Reversals", 1).with("Failures", 1),
                Configuration.whole()
                        .threads(2)
                        .with("Births")
                        .with("LastId", 2)
                        .with("Reversals", 1),
                Configuration.whole()
                        .live()
                        .with("LastId", 2)
                        .with("Reversals", 2)
                        .with("Forces", 1)
                        .with("Failures", 1),
                Configuration.whole().live().threads(2).with("Reversals", 1));
    }

    @Tag("large")
    @ParameterizedTest(name = "{0}")
    @MethodSource("large")
    void holdsInTheLarge(Configuration configuration) {
        holds(configuration);
    }

    private static void holds(Configuration configuration) {
        Tlc.Result result = Tlc.check(configuration);
        assertThat(result.verdict()).as(result.output()).isEqualTo(Tlc.HOLDS);
    }
}
