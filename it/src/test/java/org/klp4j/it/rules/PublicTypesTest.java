package org.klp4j.it.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a module shows grows only on purpose: whoever adds a public type raises the number, and says why. */
class PublicTypesTest {
    static List<String> modules() {
        return Modules.names().stream().filter(name -> count(name) > 0).toList();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void areNoMoreThanAgreed(String module) throws IOException {
        int agreed = Integer.parseInt(agreed().getProperty(module, "0"));
        assertThat(count(module))
                .as("public top-level types of module '%s'; public-types.properties allows %d", module, agreed)
                .isLessThanOrEqualTo(agreed);
    }

    private static int count(String module) {
        return (int) Modules.CLASSES.stream()
                .filter(type -> (type.getPackageName() + '.').startsWith("org.klp4j." + module + '.'))
                .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                .count();
    }

    private static Properties agreed() throws IOException {
        try (InputStream file = PublicTypesTest.class.getResourceAsStream("/public-types.properties")) {
            Properties numbers = new Properties();
            numbers.load(Objects.requireNonNull(file));
            return numbers;
        }
    }
}
