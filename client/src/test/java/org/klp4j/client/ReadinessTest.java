package org.klp4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessTest {
    @ParameterizedTest
    @CsvSource({"17.0.15,17", "25,25", "26-ea,26", "1.8.0_402,8", "11.0.2+9,11", "'',0", "x,0"})
    void readsTheFeatureRelease(String version, int feature) {
        assertThat(Readiness.feature(version)).isEqualTo(feature);
    }
}
