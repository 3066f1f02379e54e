package org.klp4j.it.jvm;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;
import org.klp4j.it.fixture.SeedOnFailure;

/** Runs the test once with each {@link Jdk} of {@link Jdks#found()} as its first argument. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(EachJdk.Found.class)
@ExtendWith(SeedOnFailure.class)
public @interface EachJdk {
    /** The oldest feature release the test can run on; older ones are left out. */
    int from() default 17;

    /** Provides the JDKs. */
    final class Found implements ArgumentsProvider {
        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            int from =
                    context.getRequiredTestMethod().getAnnotation(EachJdk.class).from();
            return Jdks.found().stream().filter(jdk -> jdk.feature() >= from).map(Arguments::of);
        }
    }
}
